// Work that nobody waits for: done when the page has nothing else to do. Safari has no idle callback.
export const whenIdle = work => window.requestIdleCallback ? requestIdleCallback(work) : setTimeout(work, 1000);
