// Work that nobody waits for: done when the page has nothing else to do. Safari has no idle callback.
export const whenIdle = work => window.requestIdleCallback ? requestIdleCallback(work) : setTimeout(work, 1000);

// The same for what is fetched before it is asked for: who pays for each octet waits instead.
export const payingForEach = () => navigator.connection?.saveData;
export const aheadOfNeed = work => { if (!payingForEach()) whenIdle(work); };

// Work that several things can begin: the first of them does, and nothing listens for the others any more.
export function firstOf(work) {
  const waiting = new AbortController();
  const now = () => {
    if (waiting.signal.aborted) return;
    waiting.abort();
    work();
  };
  return { now, on: event => document.addEventListener(event, now, { capture: true, signal: waiting.signal }) };
}

// What nobody sees yet must not hold up the frame after the one that shows what was asked for. A tab that is left meanwhile has no frames, and who goes on at once,
// or does something with what has just been drawn, finds it done.
export function afterNextFrame(work) {
  const { now, on } = firstOf(work);
  ['turbo:before-fetch-request', 'keydown', 'pointerdown'].forEach(on);
  whenPainted(() => {
    requestAnimationFrame(() => setTimeout(now));
    setTimeout(now, 200);
  });
}
