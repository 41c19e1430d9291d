/** Whether a filter asks for the log as a whole, so that nothing can be left out unnoticed. Any other field that is given narrows it. */
export const isWhole = (filter: object): boolean =>
  Object.entries(filter).every(
    ([name, value]) =>
      value === undefined || (Array.isArray(value) ? value.length === 0 : name === 'from' && value === 0),
  );
