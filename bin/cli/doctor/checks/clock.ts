import { header, type Check } from '../check';
import { error, ok, skipped, warning } from '../finding';

/** The header Date has whole seconds. */
const ROUGH_SECONDS = 1;
const WARN_SECONDS = 10;
/** What the gateway grants a token's times: past that, a caller from this machine would be refused. */
const TOLERANCE_SECONDS = 60;

/** Whether this machine and the service agree on the time: tokens have a beginning and an end. */
export const CLOCK: Check = {
  name: 'clock',
  run: async ({ ask }) => {
    const answer = await ask({ path: '/' });
    const date = Date.parse(header(answer, 'date') ?? '');
    if (Number.isNaN(date)) return [skipped('the service does not say what time it is')];
    const ahead = (date + ROUGH_SECONDS * 500 - answer.at) / 1000;
    const off = Math.round(Math.abs(ahead));
    const what = `this machine's clock is ${off} s ${ahead > 0 ? 'behind' : 'ahead of'} the service's`;
    const cure = 'set this machine\'s clock by NTP; load balancers keep theirs';
    if (off > TOLERANCE_SECONDS) return [error(what, 'the clock of this machine is not set', `${cure}. Tokens that are signed or judged here are refused as expired or not yet valid`)];
    return off > WARN_SECONDS ? [warning(what, 'the clock of this machine drifts', cure)] : [ok('this machine\'s clock agrees with the service\'s')];
  },
};
