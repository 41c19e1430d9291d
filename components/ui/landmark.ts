/** Where layers are drawn: inside the page's landmark, so that a screen reader's map of the page has a place for them. */
export const landmark = (): Element | null => (typeof document === 'undefined' ? null : document.querySelector('main'));
