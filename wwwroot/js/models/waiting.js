// What was pressed while files were under way: it is done when they have arrived, and is not when one is lost.
export class Waiting {
  constructor(composer) { this.composer = composer; }

  // Says whether there is anything to wait for.
  for(go, sentence, sends = false) {
    const waits = this.composer.uploads.underWay;
    if (waits) {
      this.held = { go, sends };
      this.composer.say(sentence);
    }
    return waits;
  }

  end() {
    const held = this.held;
    if (held) this.composer.say('');
    this.held = null;
    return held;
  }

  lost() {
    const { missingValue, incompleteValue } = this.composer, held = this.end();
    if (held) this.composer.say(held.sends ? incompleteValue : missingValue, true);
  }
}
