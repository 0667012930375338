// Words as they are searched: folded (no accents, no capitals), in any order, each the beginning of a word.

const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
const PLAIN = /^[\x20-\x7e]*$/;
// Written without blanks: a word may stand anywhere in a run of them.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Returns the text folded, its words with one blank between them. */
export function fold(text) {
  const letters = PLAIN.test(text) ? text.toLowerCase() : foldLetters(text);
  return letters.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function foldLetters(text) {
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);
}

/** Returns the words of a search, folded, each once. */
export function searchWords(query) {
  return [...new Set(fold(query).split(" "))].filter(Boolean).slice(0, 12);
}

/** Returns what must be found in a folded text that has a blank in front. */
export function needle(word) {
  return UNSPACED.test(word) ? word : ` ${word}`;
}

/** Returns the text in pieces, `[piece, found]`, where `found` is true for what the words of a search find in it. */
export function pieces(text, words) {
  if (!words.length) return [[text, false]];
  const letters = Array.from(text);
  // For every letter of the folded text, the place in the original that it comes from.
  let folded = " ";
  const from = [0];
  letters.forEach((letter, place) => {
    for (const part of foldLetters(letter) || "") {
      folded += /[\p{L}\p{N}]/u.test(part) ? part : " ";
      for (let unit = 0; unit < part.length; unit += 1) from.push(place);
    }
  });
  const found = new Uint8Array(letters.length);
  for (const word of words) {
    const sought = needle(word);
    const lead = sought.length - word.length;
    for (let at = folded.indexOf(sought); at >= 0; at = folded.indexOf(sought, at + 1)) {
      for (let unit = at + lead; unit < at + sought.length; unit += 1) found[from[unit]] = 1;
    }
  }
  const made = [];
  letters.forEach((letter, place) => {
    if (place > 0 && /\p{M}/u.test(letter)) found[place] = found[place - 1]; // an accent goes with its letter
    const last = made[made.length - 1];
    if (last && last[1] === Boolean(found[place])) last[0] += letter;
    else made.push([letter, Boolean(found[place])]);
  });
  return made;
}
