// Words are compared as the server compares them (Folding.cs): without case and accents, and with the letters that Unicode does not take apart as they are typed
// where no key has them.
const typed = { ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', ŋ: 'n', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' };

export const folded = text => text.normalize('NFKD').replace(/\p{Mn}/gu, '').replace(/./gsu, letter => {
  const small = letter.toLowerCase();
  return typed[small] ?? small;
});
