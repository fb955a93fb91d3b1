import { addToken } from './form_token.js';

// Who stops writing, with nothing new since it was kept, finds it in Drafts as it was kept.
export function fileDraft({ action, elements: { account, revision } }) {
  if (!(revision.value > 0)) return;
  const data = new FormData();
  data.set('account', account.value);
  addToken(data);
  navigator.sendBeacon(`${new URL(action).pathname}?handler=left`, data);
}
