// What the writer says: not what is quoted, nor what stands below the line that says whom one answers, or that something is forwarded (Mail/Writing/Quote.cs).
const theirs = /(?:^|\n)(?:(?:On |Le )[^\n]*(?:wrote|a écrit)\s*:|-{10} [^\n]+ -{10})/;
export const own = text => text.split('\n').filter(line => !line.startsWith('>')).join('\n').split(theirs)[0];

// Nor is the subject of an answer the writer's own (RFC 5322 §3.6.5).
const answers = /^\s*(?:re|fwd?|tr|aw|wg)\s*:/i;

// Whether it is said that a file is with it.
export function speaksOfFile(subject, text, words) {
  return new RegExp(`(^|[^\\p{L}])(${words})($|[^\\p{L}])`, 'iu').test(`${answers.test(subject) ? '' : subject}\n${own(text)}`);
}
