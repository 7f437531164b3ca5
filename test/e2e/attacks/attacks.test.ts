import { Aftermath, type Outcome } from '../../support/hostile/aftermath';
import type { Attack } from '../../support/hostile/attack';
import { Scene } from '../../support/hostile/scene';
import { FOREIGN_VIEWS, UNASKED_SIGN_OUT, UNPROVED_CHANGES } from './cross-site';
import { DATA_TWICE, HOSTILE_JSON, METHODS, SMUGGLING } from './data';
import { describeFloods } from './floods';
import { AMBIGUOUS_IDENTITY, FORGED_CLAIMS } from './forged-claims';
import { FORGED_TOKENS } from './forged-tokens';
import { describeFrontDoor } from './front-door';
import { describeHonest } from './honest';
import { describeLogForging } from './log-forging';
import { describePages } from './pages';
import { PATHS } from './paths';
import { CONFUSED_FAMILIES, NOBODY, OPERATORS_AS_WORKERS, VIEWER, WORKER_LANE } from './scope';

let scene: Scene;
let aftermath: Aftermath;
beforeAll(async () => {
  scene = await Scene.start();
  aftermath = await Aftermath.of(scene);
});
afterAll(async () => { await scene.stop(); });

describe.each([
  ['claims that our load balancer did not make for us and for now prove nobody', FORGED_CLAIMS],
  ['tokens that no trusted issuer signed for us and for now, or of nobody who may call, prove nobody', FORGED_TOKENS],
  ['an identity that can be read in two ways is nobody\'s', AMBIGUOUS_IDENTITY],
  ['another spelling of a path is another path', PATHS],
  ['arguments that can be read in two ways are acted on by nobody', DATA_TWICE],
  ['JSON that can be read in two ways, or without end, is refused', HOSTILE_JSON],
  ['a request ends where all agree that it ends', SMUGGLING],
  ['methods that Luigi has no use for do nothing', METHODS],
  ['a session changes nothing that no button of ours asked for', UNPROVED_CHANGES],
  ['no page of another site makes the scheduler work', FOREIGN_VIEWS],
  ['nobody is signed out by others', UNASKED_SIGN_OUT],
  ['a family is what luigid says, whatever its name or a task\'s id begins with', CONFUSED_FAMILIES],
  ['who may view some families learns nothing of others, and changes nothing', VIEWER],
  ['whom no mapping names gets nothing', NOBODY],
  ['people do nothing that is for workers', OPERATORS_AS_WORKERS],
  ['the worker lane is for workers, by their credential', WORKER_LANE],
])('%s', (_promise, attacks) => {
  let outcomes: ReadonlyMap<Attack, Outcome>;
  beforeAll(async () => { outcomes = await aftermath.launch(attacks); });
  test.each([...attacks])('$name: $status $code', (attack) => aftermath.judge(outcomes.get(attack) as Outcome));
});

const stage = (): { scene: Scene; aftermath: Aftermath } => ({ scene, aftermath });
describeFrontDoor(stage);
describePages(stage);
describeLogForging(stage);
describeFloods(stage);
describeHonest(stage);

test('logs hold each call once, one JSON object a line, and no token or credential', async () => {
  await aftermath.logs();
});
