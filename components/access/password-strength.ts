export const SHORTEST = 12;

/** Length is what counts; rules about symbols make passwords that people write down. */
export function passwordHint(password: string): string {
  const length = [...password].length;
  const missing = SHORTEST - length;
  if (length === 0) return `At least ${SHORTEST} characters; a few words in a row are good.`;
  if (missing > 0) return `${missing} more ${missing === 1 ? 'character' : 'characters'} needed.`;
  if (length < 16) return 'Long enough. 16 or more characters are better.';
  return length < 24 ? 'Good length.' : 'Very good length.';
}
