/** The issuer: by name, so that its cookies are not the front door's, which is reached by number. */
export function issuerOf(port: number): string {
  return `http://localhost:${port}`;
}
