import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { directoryWithState, newDirectory, start, stateAround, stateFile, taskIds } from '../support/luigid-harness';

describe('what cannot be read is kept, reported, and never run', () => {
  test.each<[string, (good: Buffer) => Buffer, RegExp]>([
    ['empty', () => Buffer.alloc(0), /does not begin like a state file/],
    ['cut in its first line', (good) => good.subarray(0, 40), /does not begin like a state file/],
    ['cut short', (good) => good.subarray(0, good.length - 1), /checksum/],
    ['changed in one bit', (good) => { const bad = Buffer.from(good); bad.writeUInt8(bad.readUInt8(bad.length - 5) ^ 1, bad.length - 5); return bad; }, /checksum/],
    ['a pickle of a stock luigid', () => Buffer.from('\x80\x04}\x94}\x94}\x94\x87\x94.', 'latin1'), /does not begin like a state file/],
    ['a header that is no JSON', () => Buffer.from('luigid-state 1 [\n'), /first line/],
    ['not compressed', () => {
      const sha256 = createHash('sha256').update('not compressed').digest('hex');
      return Buffer.from(`luigid-state 1 {"sha256":"${sha256}"}\nnot compressed`);
    }, /cannot be read/],
    ['a pickle of something else', () => stateAround('(lp0\n.'), /something other than a state/],
  ])('a state that is %s is set aside under a dated name, and the scheduler starts empty', async (_name, spoil, reason) => {
    const stateDir = await directoryWithState();
    const path = stateFile(stateDir);
    const spoilt = spoil(readFileSync(path));
    writeFileSync(path, spoilt);

    const luigid = await start({ stateDir });

    const [report] = luigid.process.events('state-corrupt');
    expect(report).toMatchObject({ level: 'error', reason: expect.stringMatching(reason) as string });
    expect(report?.['kept_as']).toMatch(/\/state\.corrupt-\d{8}T\d{6}Z-g2$/);
    expect(readFileSync(report?.['kept_as'] as string).equals(spoilt)).toBe(true);
    expect(await taskIds(luigid)).toEqual([]);
  });

  test.each<[string, (proof: string) => string]>([
    ['os.system', (proof) => `cos\nsystem\n(S'touch ${proof}'\ntR.`],
    ['builtins.eval', (proof) => `cbuiltins\neval\n(S'open("${proof}", "w")'\ntR.`],
    ['a module inside an allowed one', (proof) => `\x80\x04\x8c\x0fluigi.scheduler\x8c\x09os.system\x93\x8c${String.fromCharCode(proof.length + 6)}touch ${proof}\x85R.`],
    ['copyreg with an allowed class', (proof) => `ccopyreg\n_reconstructor\n(cposix\nsystem\nS'touch ${proof}'\nNtR.`],
  ])('a pickle that calls %s is refused without running anything', async (_name, pickle) => {
    const stateDir = await directoryWithState();
    const proof = join(newDirectory(), 'ran');
    writeFileSync(stateFile(stateDir), stateAround(Buffer.from(pickle(proof), 'latin1')));

    const luigid = await start({ stateDir });

    expect(luigid.process.events('state-corrupt')).toHaveLength(1);
    expect(luigid.process.events('state-corrupt')[0]?.['reason']).toMatch(/is no part of a state/);
    expect(existsSync(proof)).toBe(false);
    expect(await taskIds(luigid)).toEqual([]);
  });

  test('once set aside it does not come back, even if the next luigid dies at once', async () => {
    const stateDir = await directoryWithState();
    writeFileSync(stateFile(stateDir), 'spoilt');
    const second = await start({ stateDir });
    await second.process.waitForLog('state-saved');
    await second.kill();

    const third = await start({ stateDir });

    expect(third.process.events('state-corrupt')).toEqual([]);
    expect(await taskIds(third)).toEqual([]);
    expect(readdirSync(stateDir).filter((name) => name.startsWith('state.corrupt-'))).toHaveLength(1);
  });
});
