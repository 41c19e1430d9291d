let handed: File | null = null;

/** For a page that was given a file and leads to the verifier with it. */
export const handFile = (file: File): void => {
  handed = file;
};

export function takeFile(): File | null {
  const file = handed;
  handed = null;
  return file;
}
