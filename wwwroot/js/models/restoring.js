// What stands in a line and what has become a chip of it are one text: the server draws all of it as the first.
const recipients = ['to', 'cc', 'bcc'];
const addresses = (value, name) => `${value(`${name}Chips`) ?? ''},${value(name) ?? ''}`.split(',').map(part => part.trim()).filter(part => part).join();

// What the server decides stays the server's, and a passphrase is kept nowhere.
const isKept = ({ name, type }) => name && !['submit', 'checkbox', 'file'].includes(type) && !['passphrase', '__RequestVerificationToken', 'revision', 'recalls', 'files', 'act'].includes(name);

export const fieldsOf = form => [...form.elements].filter(isKept).map(({ name, value }) => [name, value]);

// Puts the browser's own copy of a draft into its form. False when the form says the same already.
export function restoreInto(form, fields) {
  const [was, now] = [new Map(fields), name => form.elements[name]?.value];
  const same = new Set(recipients.filter(name => addresses(name => was.get(name), name) === addresses(now, name)).flatMap(name => [name, `${name}Chips`]));
  let differs = false;
  for (const [name, value] of fields) {
    const field = form.elements[name];
    if (!field || field instanceof RadioNodeList || field.value === value || same.has(name)) continue;
    field.value = value;
    // The editor's own word, which the server does not draw.
    if (name !== 'format') differs = true;
  }
  if (differs) form.querySelector('.copies')?.toggleAttribute('open', !!(addresses(now, 'cc') || addresses(now, 'bcc')));
  return differs;
}

// Reloading, or coming back by the history, leads to this very draft; before the server has it, to the browser's copy.
export function nameAddress(form, { kept }) {
  const url = new URL(location.href), { id, account, back } = form.elements, draft = id.value;
  if (url.searchParams.get('draft') === draft && !(kept && url.searchParams.has('restore'))) return;
  const words = new URLSearchParams({ draft, ...(kept ? {} : { restore: draft, account: account.value }), back: back.value });
  history.replaceState(history.state, '', `${url.pathname}?${words}`);
}
