/** Words as one line for a shell: those with spaces or characters of the shell stand in quotes. */
export function commandWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
