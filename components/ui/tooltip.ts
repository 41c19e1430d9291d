/** Attributes of whatever explains itself on hover or focus; `TooltipLayer` does the rest, once for the whole page. */
export const tooltip = (text: string, shortcut?: string) => ({
  'data-tip': text,
  ...(shortcut && { 'data-tip-key': shortcut }),
});
