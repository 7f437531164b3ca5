import type { SecureVersion } from 'node:tls';
import type { Check, Look } from '../check';
import { error, ok, skipped, warning, type Said } from '../finding';
import { Trouble } from '../net/trouble';

const POLICY = '"loadBalancer.sslPolicy" of LuigiService';

/** Which versions of TLS are spoken: 1.2 and 1.3 and no older. */
export const TLS_VERSIONS: Check = {
  name: 'tls-versions',
  run: async (look) => {
    const said: Said[] = [];
    for (const version of ['TLSv1.3', 'TLSv1.2'] as const) said.push(...await young(look, version));
    for (const version of ['TLSv1.1', 'TLSv1'] as const) said.push(...await old(look, version));
    return said.length === 0 ? [ok('TLS 1.2 and 1.3 are spoken, 1.0 and 1.1 are refused')] : said;
  },
};

async function young({ handshake }: Look, version: SecureVersion): Promise<readonly Said[]> {
  try {
    await handshake({ version });
    return [];
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    if (trouble.kind === 'local' || trouble.kind === 'timeout') return [skipped(`${shown(version)} can't be tried: ${trouble.message}`)];
    return [warning(`${shown(version)} is refused (${trouble.code})`, 'the security policy of the listener leaves it out',
      version === 'TLSv1.3' ? `choose a policy with TLS 1.3 as ${POLICY}; unset, it has both` : `nothing, if all callers speak TLS 1.3; else choose a policy with TLS 1.2 as ${POLICY}`)];
  }
}

async function old({ handshake }: Look, version: SecureVersion): Promise<readonly Said[]> {
  try {
    await handshake({ version });
    return [error(`${shown(version)} is accepted: what it protects can be read or changed on the way`, 'the security policy of the listener lets it in', `choose a policy with TLS 1.2 and 1.3 only as ${POLICY}; unset, it is one`)];
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    // Refusals have many forms. What never reached the server is none.
    return trouble.kind === 'local' || trouble.kind === 'timeout' ? [skipped(`${shown(version)} can't be tried: ${trouble.message}`)] : [];
  }
}

function shown(version: SecureVersion): string {
  return version === 'TLSv1' ? 'TLS 1.0' : version.replace('v', ' ');
}
