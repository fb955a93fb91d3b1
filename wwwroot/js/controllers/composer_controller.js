import { Controller } from '@hotwired/stimulus';
import { fileDraft } from '../models/file_draft.js';
import { journal } from '../models/journal.js';
import { languageOf } from '../models/language.js';
import { own, speaksOfFile } from '../models/own_words.js';
import { fieldsOf, nameAddress, restoreInto } from '../models/restoring.js';
import { SignedOut } from '../models/signed_out.js';
import { draw } from '../models/streams.js';
import { Waiting } from '../models/waiting.js';

const journalAfter = 400, journalShare = 20, keepAfter = 3000;
const isSend = button => button?.name === 'act' && /^send/.test(button.value);

// Writing: nothing that is typed may be lost. This browser has it within a second, the server within five.
export default class extends Controller {
  static targets = ['body', 'send', 'state', 'said'];
  static values = { saved: String, offline: String, restored: String, forgotten: String, words: String, spelling: String, sends: String, goesOn: String, closes: String, first: String, missing: String, incomplete: String, unsent: String, unsure: String };

  connect() {
    document.documentElement.classList.add('scripted');
    this.lastContact = Date.now();
    this.journaled = this.journalPause = 0;
    this.waiting = new Waiting(this);
    this.signedOut = new SignedOut(() => { this.signedOut.over(); this.keep(); });
    journal.prepare();
    this.restore();
    this.speak();
    this.element.querySelector('[aria-invalid=true]')?.focus();
    // The cursor stands before what is quoted.
    if (document.activeElement === this.bodyTarget) this.bodyTarget.setSelectionRange(0, 0);
  }

  disconnect() {
    this.rest();
    this.file();
  }

  rest() {
    clearTimeout(this.journalTimer);
    clearTimeout(this.keepTimer);
    this.journalTimer = this.keepTimer = null;
  }

  press(event) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    this.element.requestSubmit(this.sendTarget);
  }

  typed(event) {
    // What is typed in the editor is told by the field that holds its words, when it holds them.
    if (event.target.closest('[role=toolbar], .editor')) return;
    this.changed = true;
    // At once, for the window around: models/dock_frames.js.
    this.element.dataset.written = '';
    this.stateTarget.textContent = '';
    this.journalSoon();
    this.keepTimer ??= setTimeout(() => this.keep(), keepAfter);
  }

  // Each letter at once, as long as that takes a small part of the time: a page that a busy machine lets wait does not write later what it could have written
  // with the letter. A long message, or one that the disk is slow to take, at most each 400 ms, by the clock: the next letter does not wait for a late timer.
  journalSoon() {
    const wait = this.journaled + (journal.isBehind ? journalAfter : this.journalPause) - Date.now();
    if (wait <= 0) this.writeJournal();
    else this.journalTimer ??= setTimeout(() => this.writeJournal(), wait);
  }

  writeJournal(recalls) {
    clearTimeout(this.journalTimer);
    this.journalTimer = null;
    const began = performance.now();
    if (this.changed) {
      journal.write(this.account, this.draft, fieldsOf(this.element), recalls);
      nameAddress(this.element, { kept: false });
    }
    this.speak();
    this.journaled = Date.now();
    this.journalPause = Math.min(journalAfter, journalShare * (performance.now() - began));
  }

  async keep({ leaving = false } = {}) {
    clearTimeout(this.keepTimer);
    this.keepTimer = null;
    if (!this.changed || this.keeping) {
      if (leaving) this.file();
      return !this.changed;
    }
    this.keeping = true;
    // The answer may be long in coming.
    if (this.journalTimer) this.writeJournal();
    const draft = this.draft;
    this.changed = false;
    const data = new FormData(this.element);
    data.delete('files');
    data.delete('passphrase');
    data.append('leaving', leaving);
    const answer = await fetch(`${new URL(this.element.action).pathname}?handler=keep`, {
      method: 'POST', body: data, keepalive: leaving, headers: { Accept: 'text/vnd.turbo-stream.html' },
    }).catch(() => null);
    this.drawn = answer?.ok && draw(answer);
    this.keeping = false;
    if (await this.drawn) {
      this.filed = leaving;
      return this.isKept(draft);
    }
    this.changed = true;
    this.writeJournal();
    this.stateTarget.textContent = this.offlineValue;
    if (answer?.status === 401) this.signedOut.hear(answer);
    this.keepTimer ??= setTimeout(() => this.keep(), 2 * keepAfter);
    return false;
  }

  file() {
    if (!this.filed) fileDraft(this.element);
    this.filed = true;
  }

  isKept(draft) {
    this.lastContact = Date.now();
    this.signedOut.over();
    if (this.changed) this.keepTimer ??= setTimeout(() => this.keep(), keepAfter);
    else {
      journal.forget(this.account, draft);
      this.stateTarget.textContent = this.savedValue;
    }
    nameAddress(this.element, { kept: true });
    return true;
  }

  // A session may have ended while one was writing: that is found out before the form leaves the page, and the text stays.
  async submitting(event) {
    const button = event.submitter, known = navigator.onLine && Date.now() - this.lastContact < 30_000;
    const stays = this.lacksFiles(button) || (this.forgets(button) && !confirm(this.forgottenValue));
    if (!stays && (this.leaving || (known && !this.keeping))) return this.left(button);
    event.preventDefault();
    event.stopImmediatePropagation();
    if (stays) return;
    await this.settled();
    this.changed ||= !known;
    if (!known && !await this.keep()) {
      if (this.signedOut.known) this.signedOut.ask();
      else if (isSend(button)) this.say(this.unsentValue, true);
      return;
    }
    this.leaving = true;
    this.element.requestSubmit(button);
    this.leaving = false;
  }

  // What is being kept gets another number: words that went with the one before would become a draft of their own.
  async settled() {
    while (this.keeping) await new Promise(resolve => setTimeout(resolve, 50));
    await this.drawn;
  }

  // Files belong to what is sent or saved. A press waits for those that are under way; without one that did not arrive nothing is sent.
  lacksFiles(button) {
    if (button?.value === 'discard') return false;
    const sends = isSend(button), { name, value } = button ?? {};
    // The list of files is drawn anew meanwhile, with its buttons.
    const press = () => this.element.requestSubmit(this.element.querySelector(`button[name="${name}"][value="${value}"]`));
    if (this.waiting.for(press, sends ? this.sendsValue : this.goesOnValue, sends)) return true;
    if (sends && this.uploads.lacking) this.say(this.incompleteValue, true);
    return sends && this.uploads.lacking;
  }

  arrived() { this.waiting.end()?.go(); }

  lost() { this.waiting.lost(); }

  // The way back from a page of its own.
  closing(event) { if (this.waiting.held?.sends || this.waiting.for(() => event.target.closest('a').click(), this.closesValue)) event.preventDefault(); }

  say(sentence, bad = false) {
    this.saidTarget.textContent = sentence;
    this.saidTarget.setAttribute('role', bad ? 'alert' : 'status');
    this.saidTarget.hidden = !sentence;
  }

  // A question, never more: the words speak of a file, and there is none.
  forgets(button) {
    if (!isSend(button) || this.asked || this.uploads.underWay || this.element.querySelector('[data-octets], [name=carry]')) return false;
    this.asked = speaksOfFile(this.element.elements.subject.value, this.bodyTarget.value, this.wordsValue);
    return this.asked;
  }

  // Who writes may have chosen the language; else what is written tells it; where that does not yet, what is answered.
  speak() {
    const language = (this.element.elements.identity?.selectedOptions[0].dataset.language ?? this.spellingValue) || languageOf(own(this.bodyTarget.value)) || languageOf(this.bodyTarget.value);
    for (const field of this.element.querySelectorAll('.editor, [name=body], [name=subject]')) language ? field.lang = language : field.removeAttribute('lang');
  }

  // The browser's copy stays until the server has answered; of what is thrown away none does, also when nobody waits for that answer.
  left(button) {
    this.waiting.end();
    this.say('');
    this.changed = true;
    if (button?.value === 'discard') journal.forget(this.account, this.draft);
    else this.writeJournal(isSend(button) ? this.element.elements.recalls.value : undefined);
    this.changed = false;
    this.filed = true;
    this.rest();
  }

  ended({ detail: { success, fetchResponse, formSubmission } }) {
    const answer = fetchResponse?.response, sends = isSend(formSubmission.submitter);
    // What has to be corrected has been kept, too, and is drawn as it is.
    if (success || answer?.status === 422) {
      if (!new URL(answer.url).pathname.endsWith('/sign-in')) journal.forget(this.account, this.draft);
      return;
    }
    // Nobody has answered: one is still writing, and what is written is still to be kept. The server may have the message all the same; the same press again is the same message.
    this.changed = true;
    this.writeJournal(sends ? this.element.elements.recalls.value : undefined);
    this.stateTarget.textContent = this.offlineValue;
    this.keepTimer ??= setTimeout(() => this.keep(), 2 * keepAfter);
    if (answer?.status === 401) return this.signedOut.ask();
    if (sends) this.say(navigator.onLine ? this.unsureValue : this.unsentValue, true);
  }

  leave(event) {
    if (event.type === 'visibilitychange' && document.visibilityState !== 'hidden') return;
    this.writeJournal();
    this.keep({ leaving: true });
  }

  // From the browser's own copy: of this draft, or of the one that the address names.
  restore() {
    const wanted = new URL(location.href).searchParams.get('restore');
    const entry = journal.read(this.account, wanted ?? this.draft);
    if (!entry) return;
    if (!restoreInto(this.element, entry.fields)) return journal.forget(this.account, entry.draft);
    this.stateTarget.textContent = this.restoredValue;
    this.changed = true;
    this.element.dataset.written = '';
    this.keepTimer = setTimeout(() => this.keep(), keepAfter);
  }

  get uploads() { return this.application.getControllerForElementAndIdentifier(this.element, 'uploads'); }
  get account() { return this.element.elements.account.value; }
  get draft() { return this.element.elements.id.value; }
}
