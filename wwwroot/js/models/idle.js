// Work that nobody waits for: done when the page has nothing else to do. Safari has no idle callback.
export const whenIdle = work => window.requestIdleCallback ? requestIdleCallback(work) : setTimeout(work, 1000);

// The same for what is fetched before it is asked for: who pays for each octet waits instead.
export const payingForEach = () => navigator.connection?.saveData;
export const aheadOfNeed = work => { if (!payingForEach()) whenIdle(work); };

// What nobody sees yet must not hold up the frame after the one that shows what was asked for. A tab that is left meanwhile has no frames, and who goes on at once
// finds it done.
export function afterNextFrame(work) {
  const waiting = new AbortController();
  const once = () => {
    if (waiting.signal.aborted) return;
    waiting.abort();
    work();
  };
  document.addEventListener('turbo:before-fetch-request', once, { capture: true, signal: waiting.signal });
  whenPainted(() => {
    requestAnimationFrame(() => setTimeout(once));
    setTimeout(once, 200);
  });
}
