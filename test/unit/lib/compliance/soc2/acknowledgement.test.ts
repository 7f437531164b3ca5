import { App, Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgementOf } from '../../../../../lib/compliance/acknowledgement';

const ID = 'Soc2-CC7.2-ContainerLogsKept';

function scene() {
  const stack = new Stack(new App(), 'Stack');
  const parent = new Construct(stack, 'Parent');
  const [one, other] = [new Construct(parent, 'One'), new Construct(parent, 'Other')];
  return { stack, parent, one, other, below: new Construct(one, 'Below') };
}

type Scene = ReturnType<typeof scene>;

describe('a finding is acknowledged', () => {
  test.each<[string, (made: Scene) => Construct]>([
    ['at its construct', ({ one }) => one], ['above it', ({ parent }) => parent], ['at the stack', ({ stack }) => stack],
  ])('%s', (_where, at) => {
    const made = scene();
    Validations.of(at(made)).acknowledge({ id: `${ID}[web]`, reason: 'it logs elsewhere' });

    expect(acknowledgementOf(made.one, `${ID}[web]`)).toBe('it logs elsewhere');
  });

  test.each<[string, (made: Scene) => Construct]>([['beside it', ({ other }) => other], ['below it', ({ below }) => below]])('not %s', (_where, at) => {
    const made = scene();
    Validations.of(at(made)).acknowledge({ id: `${ID}[web]`, reason: 'it logs elsewhere' });

    expect(acknowledgementOf(made.one, `${ID}[web]`)).toBeUndefined();
  });

  test.each([`${ID}[sidecar]`, `${ID}[webapp]`, `${ID}[unresolved:web]`, ID, 'Soc2-CC7.2-ContainerLogs[web]'])('by its own id alone, not by %s', (id) => {
    const made = scene();
    Validations.of(made.one).acknowledge({ id, reason: 'it logs elsewhere' });

    expect(acknowledgementOf(made.one, `${ID}[web]`)).toBeUndefined();
  });

  test('by the nearest word about it', () => {
    const made = scene();
    Validations.of(made.parent).acknowledge({ id: ID, reason: 'far' });
    Validations.of(made.one).acknowledge({ id: ID, reason: 'near' });

    expect(acknowledgementOf(made.below, ID)).toBe('near');
    expect(acknowledgementOf(made.other, ID)).toBe('far');
  });
});
