// What a page shows needs no script, and its links and forms work without one: it is painted first, and the rest of this file (start.js, put below by script/assets)
// runs then, behind what else waits for the same frame of the screen. A tab in the background and a frame that nobody sees are never painted.
function whenPainted(start) {
  if (document.hidden || parent !== window) return start();
  const waiting = new AbortController();
  const once = () => { if (!waiting.signal.aborted) { waiting.abort(); start(); } };
  requestAnimationFrame(() => setTimeout(() => setTimeout(once)));
  document.addEventListener('visibilitychange', once, { signal: waiting.signal });
}
