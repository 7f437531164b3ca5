import type { Command } from '../command';

const HELP = `usage: npx cdk-lighttpd-luigi soc2 [options] <template or cloud assembly>...

Checks CloudFormation templates against the rules of Soc2Checks. A template is a file of JSON or YAML, a cloud assembly the folder that
"cdk synth" writes. All that are given are looked at together: what one exports, the others may import.

  --criteria A,B           only these Trust Services criteria, such as CC6.1,A1.2
  --warnings A,B           criteria or ids of rules that only warn
  --log-retention-days N   days that logs are kept at least (365)
  --session-hours N        hours that a login lasts at most (12)
  --backup-retention-days N  days that backups are kept at least (35)
  --acknowledgements FILE  answers to findings, in JSON or YAML: docs/soc2.md shows them
  --format FORMAT          text (as it is without), json or sarif (2.1.0)
  --output FILE            writes the report there
  --help

Ends with 0 where nothing is found, or only what warns or is acknowledged; with 1 where something is; with 2 where it was called wrongly or
something could not be read: what could is still checked and reported.
`;

/** Soc2Checks for templates that need be no CDK app's. */
export const SOC2: Command = {
  name: 'soc2',
  summary: 'checks templates and cloud assemblies against the rules of Soc2Checks',
  help: HELP,
  run: async (args, output) => {
    // CDK takes a while to load: help does not wait for it.
    const { runSoc2 } = await import('./run.js');
    return runSoc2(args, output);
  },
};
