/** What a tag must agree with before anything is built of it. */
export interface ReleaseSources {
  /** Content of package.json. */
  readonly packageJson: string;
  /** Content of package-lock.json. */
  readonly packageLock: string;
  /** Content of CHANGELOG.md. */
  readonly changelog: string;
}

const TAG = /^v(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/;

/**
 * What the changelog says of a tagged version, once everything agrees that this is the version.
 * @throws Error where the tag is no version, where package.json or its lock file say another, or where the changelog says nothing of it
 */
export function releaseNotes(tag: string, { packageJson, packageLock, changelog }: ReleaseSources): string {
  const version = TAG.exec(tag)?.[1];
  if (version === undefined) throw new Error(`got tag ${JSON.stringify(tag)}, expected v and a semantic version, as in v1.2.3`);
  for (const [file, content] of [['package.json', packageJson], ['package-lock.json', packageLock]] as const) {
    const found = (JSON.parse(content) as { version?: string }).version;
    if (found !== version) throw new Error(`got tag ${tag} and version ${found} in ${file}, expected the same version: run npm version ${version} --no-git-tag-version, commit and tag again`);
  }
  const heading = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d{2}-\\d{2}$`, 'm').exec(changelog);
  if (heading === null) throw new Error(`CHANGELOG.md has no line "## [${version}] - YYYY-MM-DD", expected what is below [Unreleased] to stand under it`);
  const after = changelog.slice(heading.index + heading[0].length);
  const notes = after.slice(0, /^(?:## \[|\[[^\]]+\]:)/m.exec(after)?.index).trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing below "## [${version}]", expected what a user would notice`);
  return notes;
}
