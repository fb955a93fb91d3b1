// The language of a text, told by its small words: for the browser's spelling, and for voices that read it out. Empty where they do not tell.
const small = Object.entries({
  de: 'der die das und ist nicht ich sie mit für auf ein eine wir bitte danke den zu auch',
  en: 'the and you for with that this have are was not will your from please thank would is to of',
  es: 'el los las que por para con una está gracias como pero muy hola usted del y',
  fr: 'le la les des est vous pour que dans nous avec une pas sur merci bonjour votre je et',
  it: 'il che di per non una sono con della grazie come questo ciao gli anche è e',
  nl: 'de het een en van ik dat niet je met voor zijn wij bedankt naar ook',
  pt: 'o os que para com uma não por você obrigado mais como está muito olá da e',
}).map(([language, words]) => [language, new Set(words.split(' '))]);

export function languageOf(text) {
  const words = text.slice(0, 4000).toLowerCase().match(/\p{L}+/gu) ?? [];
  const [first, second] = small.map(([language, known]) => [words.filter(word => known.has(word)).length, language]).sort((one, other) => other[0] - one[0]);
  return first[0] >= 3 && first[0] >= 1.5 * second[0] ? first[1] : '';
}
