// Where to go on in a composer that was drawn anew: at the file that came after the one that was removed, at the button that was pressed, else in the text.
export function placeAfter(button, form, next) {
  // What has to be corrected comes first.
  if (next.querySelector('[aria-invalid=true]')) return null;
  const removes = page => [...page.querySelectorAll('[name=remove]')];
  if (button.name === 'remove') return removes(next)[removes(form).indexOf(button)] ?? removes(next).at(-1) ?? next.querySelector('[name=files]');
  // What stands in a menu is hidden again, and who has gone on writing goes on.
  const stays = !button.closest('.menu') && [button, document.body].includes(document.activeElement);
  return (stays && next.querySelector(`footer [name="${button.name}"][value="${button.value}"]`)) || next.querySelector('[name=body]');
}

// In a page that Turbo puts in the place of this one, it gives the focus itself.
export function focusNext(place, next) {
  for (const field of next.querySelectorAll('[autofocus]')) field.autofocus = false;
  place.autofocus = true;
}
