import { SharedContent } from '../../../../images/gateway/src/luigi/shared-content';
import { settled } from '../../../support/manual-clock';

const BOTH = { br: true, gzip: true };

describe('what comes after an answer that many scopes see', () => {
  test('is made ready for a few at a time: each holds all its bytes meanwhile', async () => {
    const [earlier, later] = ['a', 'b'].map((letter) => new SharedContent({ status: 200, contentType: 'application/json', body: Buffer.from(letter) }));
    let [making, made, most] = [0, 0, 0];
    const from = async (answer: Buffer): Promise<Buffer> => {
      most = Math.max(most, making += 1);
      await settled();
      [making, made] = [making - 1, made + 1];
      return answer;
    };
    for (let scope = 0; scope < 30; scope += 1) await earlier!.rendering({ key: `${scope}`, repeatable: true, from }).bodyFor(BOTH);
    await later!.prepareFor(earlier!);
    expect([made, most]).toEqual([60, 4]);
  });
});
