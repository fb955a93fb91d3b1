// Whether somebody looks at any tab of this browser: such a tab holds a shared lock, which goes with it whatever becomes of it.
const name = 'webmail-looked-at';
let letGo = null;

function look() {
  const looked = !document.hidden && document.hasFocus();
  if (looked === Boolean(letGo)) return;
  if (!looked) {
    letGo();
    letGo = null;
  } else {
    const gone = new Promise(resolve => { letGo = resolve; });
    navigator.locks.request(name, { mode: 'shared' }, () => gone).catch(() => {});
  }
}

export function watchLooking() {
  for (const type of ['focus', 'blur', 'pageshow']) addEventListener(type, look);
  document.addEventListener('visibilitychange', look);
  look();
}

export const isLookedAt = async () => (await navigator.locks.query()).held.some(lock => lock.name === name);
