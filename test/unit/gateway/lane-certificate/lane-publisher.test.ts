import { LanePublisher } from '../../../../images/gateway/src/lane-certificate/lane-publisher';
import type { LaneDocument } from '../../../../lib/contract/lane-document';
import { ManualClock } from '../../../support/manual-clock';

const [ONE, TWO] = ['1'.repeat(64), '2'.repeat(64)];

/** A publisher over a parameter and a lane that can be changed. */
class Scene {
  kept: LaneDocument | undefined;
  certificate: string | Error = ONE;
  ssmDown = false;
  readonly writes: LaneDocument[] = [];
  readonly warned: string[] = [];
  readonly clock = new ManualClock();
  readonly publisher = new LanePublisher({
    parameter: {
      read: async () => { this.ssm(); return this.kept; },
      write: async (document) => { this.ssm(); this.kept = document; this.writes.push(document); },
      close: () => undefined,
    },
    fingerprint: async () => { if (this.certificate instanceof Error) throw this.certificate; return this.certificate; },
    log: { info: () => undefined, warn: (message) => { this.warned.push(message); } },
    clock: this.clock,
  });

  /** Lets time pass, second by second. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      await settle();
      await this.clock.advance(1000);
    }
    await settle();
  }

  private ssm(): void { if (this.ssmDown) throw new Error('SSM is not there'); }
}

const settle = async (): Promise<void> => { for (let turn = 0; turn < 20; turn += 1) await Promise.resolve(); };

let scene: Scene;
beforeEach(() => { scene = new Scene(); });
afterEach(() => scene.publisher.close());

test('the certificate is told once, with the time', async () => {
  scene.publisher.start();
  await scene.pass(120);

  expect(scene.writes).toEqual([{ version: 1, fingerprint: ONE, since: '2026-01-31T09:30:00.000Z' }]);
});

test('what is told already is not written again', async () => {
  scene.kept = { version: 1, fingerprint: ONE, since: '2026-01-01T00:00:00.000Z' };
  scene.publisher.start();
  await scene.pass(120);

  expect(scene.writes).toEqual([]);
});

test('a lighttpd that comes up late is waited for, without a word', async () => {
  scene.certificate = new Error('refused');
  scene.publisher.start();
  await scene.pass(5);
  scene.certificate = ONE;
  await scene.pass(10);

  expect(scene.kept?.fingerprint).toBe(ONE);
  expect(scene.warned).toEqual([]);
});

test('a new certificate, or somebody else\'s word, is mended within half a minute', async () => {
  scene.publisher.start();
  await scene.pass(1);
  scene.certificate = TWO;
  await scene.pass(31);
  expect(scene.kept?.fingerprint).toBe(TWO);

  scene.kept = { version: 1, fingerprint: ONE, since: 'x' };
  await scene.pass(31);
  expect(scene.kept?.fingerprint).toBe(TWO);
});

test('a parameter that can\'t be written is tried again for as long as it takes, and complained of', async () => {
  scene.publisher.start();
  await scene.pass(1);
  scene.ssmDown = true;
  scene.certificate = TWO;
  await scene.pass(120);
  expect(scene.warned.length).toBeGreaterThan(0);
  scene.ssmDown = false;
  await scene.pass(11);

  expect(scene.kept?.fingerprint).toBe(TWO);
});

test('nothing is done once it is closed', async () => {
  scene.publisher.start();
  await scene.pass(1);
  scene.publisher.close();
  scene.certificate = TWO;
  await scene.pass(120);

  expect(scene.writes).toHaveLength(1);
  expect(scene.clock.pending).toBe(0);
});

test('a look that was begun before it is closed writes nothing, and is the last', async () => {
  scene.publisher.start();
  scene.publisher.close();
  await scene.pass(120);

  expect(scene.writes).toEqual([]);
  expect(scene.clock.pending).toBe(0);
});
