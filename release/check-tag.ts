import { readProject, runCommand } from './project';
import { releaseNotes } from './version';

/** `tsx release/check-tag.ts v1.2.3`: the version's notes on stdout; fails where anything disagrees with the tag. */
runCommand(async () => {
  const [tag = ''] = process.argv.slice(2);
  console.log(releaseNotes(tag, {
    packageJson: readProject('package.json'),
    packageLock: readProject('package-lock.json'),
    changelog: readProject('CHANGELOG.md'),
  }));
});
