import type { Command } from '../command';

const HELP = `usage: npx cdk-lighttpd-luigi doctor [options] https://luigi.example.com

Looks at a service from outside, as a stranger meets it, and says of each
fault what may cause it and how to mend it: name and addresses, certificate,
TLS versions, plain http, the way to the login, what is refused without a
session or with a token that proves nothing, methods, headers, what health
tells, other host names, the clock.

It asks some 20 questions, one after the other, by GET, HEAD, OPTIONS and
TRACE. It changes nothing, follows no redirect, uses no proxy and never sends
a credential: an address with one in it is refused.

  --machines            programs call with tokens: a token must never lead
                        to a login page
  --issuer URL          an issuer of tokens, as the service is told of it: its
                        key set is looked at, too; may be given again
  --keys URL            the address of a key set itself (keysUrl); as well
  --insecure-loopback   plain http, to http://127.0.0.1:PORT only: the
                        service on one machine (npm run demo)
  --timeout-seconds N   for each question (10)
  --format FORMAT       text (as it is without) or json
  --help

Which issuers a service believes can't be seen from outside: name them.

An authority of your own: name its file in NODE_EXTRA_CA_CERTS.

Ends with 0 where nothing has to be mended (warnings may be told), with 1
where something has to be, with 2 where it was called wrongly.
`;

/** The service as strangers meet it. */
export const DOCTOR: Command = {
  name: 'doctor',
  summary: 'looks at a running service from outside: faults, causes, cures',
  help: HELP,
  run: async (args, output) => {
    const { runDoctor } = await import('./run.js');
    return runDoctor(args, output);
  },
};
