import { releaseNotes } from '../../../release/version';

const sources = (version: string, changelog: string) => {
  const file = JSON.stringify({ version });
  return { packageJson: file, packageLock: file, changelog };
};
const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n\n### Added\n- A door.\n\n## [1.1.0] - 2026-11-01\n\n- Before.\n';

describe('a tag', () => {
  test('that agrees with everything answers what the changelog says of its version, and of no other', () => {
    expect(releaseNotes('v1.2.0', sources('1.2.0', CHANGELOG))).toBe('### Added\n- A door.');
    expect(releaseNotes('v1.1.0', sources('1.1.0', CHANGELOG))).toBe('- Before.');
  });

  test('may be that of a pre-release', () => {
    expect(releaseNotes('v2.0.0-rc.1', sources('2.0.0-rc.1', '## [2.0.0-rc.1] - 2027-01-01\n- Soon.'))).toBe('- Soon.');
  });

  test('leaves the links below the last version out of its notes', () => {
    expect(releaseNotes('v1.0.0', sources('1.0.0', '## [1.0.0] - 2026-10-01\n- All.\n\n[1.0.0]: https://example.com'))).toBe('- All.');
  });

  test.each([
    ['', 'got tag "", expected v and a semantic version, as in v1.2.3'],
    ['1.2.0', 'got tag "1.2.0", expected v and a semantic version, as in v1.2.3'],
    ['v1.2', 'got tag "v1.2", expected v and a semantic version, as in v1.2.3'],
    ['v1.2.0; echo', 'got tag "v1.2.0; echo", expected v and a semantic version, as in v1.2.3'],
    ['v1.3.0', 'got tag v1.3.0 and version 1.2.0 in package.json, expected the same version: run npm version 1.3.0 --no-git-tag-version, commit and tag again'],
  ])('%j is refused', (tag, message) => {
    expect(() => releaseNotes(tag, sources('1.2.0', CHANGELOG))).toThrow(new Error(message));
  });

  test('is refused where the lock file says another version', () => {
    expect(() => releaseNotes('v1.2.0', { ...sources('1.2.0', CHANGELOG), packageLock: '{"version":"1.1.0"}' })).toThrow('version 1.1.0 in package-lock.json');
  });

  test.each([
    ['no section', '## [Unreleased]\n- A door.', 'CHANGELOG.md has no line "## [1.2.0] - YYYY-MM-DD", expected what is below [Unreleased] to stand under it'],
    ['a section without a date', '## [1.2.0]\n- A door.', 'CHANGELOG.md has no line "## [1.2.0] - YYYY-MM-DD", expected what is below [Unreleased] to stand under it'],
    ['a version that only looks alike', '## [1x2x0] - 2026-12-01\n- A door.', 'CHANGELOG.md has no line "## [1.2.0] - YYYY-MM-DD", expected what is below [Unreleased] to stand under it'],
    ['an empty section', '## [1.2.0] - 2026-12-01\n\n## [1.1.0] - 2026-11-01\n- Before.', 'CHANGELOG.md says nothing below "## [1.2.0]", expected what a user would notice'],
  ])('is refused where the changelog has %s', (_, changelog, message) => {
    expect(() => releaseNotes('v1.2.0', sources('1.2.0', changelog))).toThrow(new Error(message));
  });
});
