export const name = '__RequestVerificationToken';

// What a script sends that read no form.
export function addToken(data) {
  const token = document.querySelector(`input[name=${name}]`)?.value;
  if (token) data.set(name, token);
}

// Frames of the mailbox come without the token that our forms carry: any other form of the page has it (PostFormTagHelper). However a form is sent or read,
// this is told first what it holds.
export function keepFormToken() {
  document.addEventListener('formdata', ({ target: form, formData }) => {
    if (form.method !== 'post' || formData.has(name) || new URL(form.action).origin !== location.origin) return;
    addToken(formData);
  });
}
