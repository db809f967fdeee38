/** Where the bytes of a file are; the browser shows its session by itself. */
export function contentAddress(id: string): string {
  return `/api/files/${id}/content`;
}

/** A small one of a picture. */
export function thumbnailAddress(id: string): string {
  return `/api/files/${id}/thumbnail`;
}
