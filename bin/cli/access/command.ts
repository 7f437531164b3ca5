import type { Command } from '../command';

const HELP = `usage: npx cdk-lighttpd-luigi access lint [options] <place>
       npx cdk-lighttpd-luigi access matrix [options] <place>
       npx cdk-lighttpd-luigi access explain --as <principal>... <question>
                                             [options] <place>
       npx cdk-lighttpd-luigi access test --cases FILE [options] <place>

Who may do what on a Luigi service, and why. By the gateway's own code.

<place> is where the documents lie:
  FOLDER                with access mappings; or with folders "access" (or
                        "mappings"), "jobs" and "control" in it
  cdk.out               a cloud assembly, as cdk synth writes it: mappings and
                        jobs that constructs make; where there are stages, the
                        folder of one, such as cdk.out/assembly-Prod
  ssm:/luigi/<service>  as deployed, with region and credentials as the AWS
                        CLI takes them (AWS_REGION, AWS_PROFILE). Needs
                        ssm:GetParametersByPath on /luigi/<service>/access;
                        for jobs and who is shut out, also on /jobs and
                        /control beside it

  --jobs FOLDER         where documents of jobs lie, if not beside
  --service NAME        which, where a cloud assembly has several; lint looks at
                        all of them
  --format FORMAT       text (as it is without) or json; matrix: also
                        markdown and csv
  --help

lint     what the gateway would take for nothing, and what somebody should
         look at: wide roles and grants, grants of jobs that there are not,
         grants given twice, names that look alike
  --strict              warnings count too
         Ends with 0 where there is no error, with 1 where there is one.

matrix   who may view, operate and run what: sorted, to read or to compare

explain  whether somebody may, by which mapping, or where the nearest fails
  --as PRINCIPAL        what the caller is, as /whoami shows it: user:...,
                        group:..., role:<ARN>, client:..., claim:...; again
                        for each
  --view FAMILY         may they see tasks of this family,
  --operate FAMILY      operate them,
  --job JOB             start this job
  --parameters JSON     with these values: '{"day":"2026-01-31"}'
  --expect ANSWER       allowed or refused: what it should be
         Ends with 0 where it is allowed, with 3 where it is refused; with
         --expect, with 0 where it is as expected and 1 where it is not.

test     the same for many questions, in a file as docs/command-line.md has one
  --cases FILE
         Ends with 0 where all are as expected, else with 1.

All end with 2 where they are called wrongly or something can't be read.
`;

/** Access mappings, checked and explained. */
export const ACCESS: Command = {
  name: 'access',
  summary: 'checks and explains access mappings: lint, matrix, explain, test',
  help: HELP,
  run: async (args, output) => {
    // The gateway's code and AWS's take a while to load: help does not wait for it.
    const { runAccess } = await import('./run.js');
    return runAccess(args, output);
  },
};
