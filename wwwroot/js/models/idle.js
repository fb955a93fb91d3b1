// Work that nobody waits for: done when the page has nothing else to do. Safari has no idle callback.
export const whenIdle = work => window.requestIdleCallback ? requestIdleCallback(work) : setTimeout(work, 1000);

// The same for what is fetched before it is asked for: who pays for each octet waits instead.
export const payingForEach = () => navigator.connection?.saveData;
export const aheadOfNeed = work => { if (!payingForEach()) whenIdle(work); };
