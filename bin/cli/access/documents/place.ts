/** Where the documents of a service lie. */
export type Place =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'ssm'; readonly service: string };

const SERVICE = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/**
 * Reads what the command was given as place.
 * @throws Error where it is none
 */
export function placeOf(given: readonly string[]): Place {
  const [place, ...others] = given;
  if (place === undefined || place === '') throw new Error('got no place, expected a folder with access mappings or ssm:/luigi/<service>');
  if (others.length > 0) throw new Error(`got ${JSON.stringify(others[0])} besides, expected one folder or one ssm:/luigi/<service>`);
  if (!place.startsWith('ssm:')) return { kind: 'folder', path: place };
  const service = /^ssm:\/luigi\/([^/]+)\/?$/.exec(place)?.[1];
  if (service === undefined || !SERVICE.test(service)) {
    throw new Error(`got ${JSON.stringify(place)}, expected ssm:/luigi/<service> with the service's name: its mappings, jobs and who is shut out are found below`);
  }
  return { kind: 'ssm', service };
}

/** The place as it was named. */
export function named(place: Place): string {
  return place.kind === 'ssm' ? `ssm:/luigi/${place.service}` : place.path;
}
