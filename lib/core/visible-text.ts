/**
 * Text of strangers (a subject, a banner) must not reorder, hide or forge what stands around it: Unicode TR36 §2.
 * Default_Ignorable_Code_Point covers zero-width, variation selectors, tags, fillers and the bidi controls.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`);
}
