const buttonsOf = form => [...form?.querySelectorAll('button') ?? []];
const lost = () => document.activeElement === document.body;

// An answer is drawn into the page that is there, where what had the focus may be another element by then. Who pressed a button finds it again, or what the page
// says is next; who is told no sees why, and stands where it is to be mended. On the screens of mail, where keys are commands, only a button that is drawn anew; the composer has its own rules (refocus.js).
export function keepFocus() {
  let pressed, pictures;
  document.addEventListener('turbo:submit-start', ({ target, detail: { formSubmission: { submitter } } }) => {
    pressed = { path: location.pathname, id: submitter === document.activeElement && target.id, form: [...document.forms].indexOf(target), button: buttonsOf(target).indexOf(submitter) };
    pictures = submitter?.closest('.trust');
  });
  document.addEventListener('turbo:submit-end', ({ detail }) => { if (pressed) pressed.refused = detail.success === false; });
  document.addEventListener('turbo:render', () => {
    const { path, form, button, refused } = pressed ?? {};
    pressed = null;
    goOn(document);
    if (path !== location.pathname || document.body.matches('.app, .writing')) return;
    const next = document.querySelector('[aria-invalid=true], [autofocus]') ?? (lost() ? buttonsOf(document.forms[form])[button] : null);
    next?.focus({ preventScroll: true });
    if (refused) show(next, document.querySelector('[role=alert]'));
  });
  // Whoever has pictures shown, or hidden, stays where the other is offered.
  const goOn = page => { if (pictures && lost()) page.querySelector('.trust a[data-turbo-frame]')?.focus(); };
  document.addEventListener('turbo:before-frame-render', () => { pictures = document.activeElement?.closest('.trust'); });
  document.addEventListener('turbo:frame-render', ({ target }) => goOn(target));
  document.addEventListener('turbo:before-stream-render', ({ detail }) => {
    const { render } = detail, { id, button } = pressed ?? {};
    if (!id) return;
    detail.render = async stream => {
      await render(stream);
      if (lost()) buttonsOf(document.getElementById(id))[button]?.focus();
    };
  });
}

function show(...told) {
  for (const one of told) {
    const { top = 0, bottom = 0 } = one?.getBoundingClientRect() ?? {};
    if (top < 60 || bottom > innerHeight) one?.scrollIntoView({ block: 'center' });
  }
}
