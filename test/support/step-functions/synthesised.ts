import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** A state machine as a template has it, without what only a deployment knows. */
export interface SynthesisedStateMachine {
  readonly name: string;
  readonly definition: object;
}

/** The state machines of a stack. What a deployment would fill in stands for itself: `<Lane.GroupId>`. */
export function stateMachinesOf(stack: Stack): SynthesisedStateMachine[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine')).map(({ Properties }) => {
    const { StateMachineName: name, DefinitionString: definition } = Properties as { StateMachineName: string; DefinitionString: unknown };
    return { name, definition: JSON.parse(filledIn(definition)) as object };
  });
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws', 'AWS::Region': 'eu-central-1', 'AWS::AccountId': '111122223333', 'AWS::URLSuffix': 'example.com',
};

function filledIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument] = ['', '']] = Object.entries(value as Record<string, unknown>);
  switch (intrinsic) {
    case 'Ref': return PSEUDO[argument as string] ?? `<${String(argument)}>`;
    case 'Fn::GetAtt': return `<${(argument as string[]).join('.')}>`;
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map(filledIn).join(separator);
    }
    default: return `<${intrinsic}>`;
  }
}
