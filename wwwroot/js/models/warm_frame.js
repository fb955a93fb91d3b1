import { whenIdle } from './idle.js';

// A message is drawn in a sandboxed frame, which browsers give a process of its own; when the frame goes, so does the process, and the next message waits
// for another to start. An empty frame of the same kind, made when there is nothing else to do, keeps one running. It lies beside the body, which Turbo replaces.
export function keepFrameWarm() {
  document.addEventListener('turbo:load', () => whenIdle(() => {
    const frame = document.querySelector('template[data-warm]')?.content.firstElementChild;
    if (frame && !document.querySelector('html > iframe')) document.documentElement.append(document.importNode(frame, true));
  }));
  // A page is taken down before the next one is drawn, and each of its frames takes time: these two are made again.
  addEventListener('beforeunload', () => document.querySelectorAll('html > iframe, .dock > [data-mode=warm]').forEach(frame => frame.remove()));
}
