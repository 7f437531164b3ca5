/** What the gateway tells of the worker lane in SSM Parameter Store. */
export interface LaneDocument {
  readonly version: 1;
  /** SHA-256 of the lane's certificate in DER: 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  /** When it was seen first, in ISO 8601, UTC. */
  readonly since: string;
}

/** Reads what stands in the parameter; undefined where it tells no fingerprint, as before the service has started for the first time. */
export function parseLaneDocument(text: string): LaneDocument | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version, fingerprint, since } = (document ?? {}) as Partial<Record<keyof LaneDocument, unknown>>;
  if (version !== 1 || typeof fingerprint !== 'string' || !/^[0-9a-f]{64}$/.test(fingerprint) || typeof since !== 'string') return undefined;
  return { version, fingerprint, since };
}
