const PLACEHOLDER = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** Digests of the images that whoever runs the test has pushed; in a snapshot, placeholders. */
export const imageDigests = {
  lighttpd: () => process.env.LUIGI_INTEG_LIGHTTPD_DIGEST ?? PLACEHOLDER,
  gateway: () => process.env.LUIGI_INTEG_GATEWAY_DIGEST ?? PLACEHOLDER,
  luigid: () => process.env.LUIGI_INTEG_LUIGID_DIGEST ?? PLACEHOLDER,
} as const;
