import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** What a stack of jobs deploys, as far as the gateway meets it. */
export interface SynthesisedJobs {
  readonly stateMachines: readonly { readonly name: string; readonly definition: object }[];
  /** Parameters of SSM. */
  readonly documents: readonly { readonly name: string; readonly value: string }[];
  /** Names of log groups. */
  readonly logGroups: readonly string[];
}

/** The state machines of a stack. */
export function stateMachinesOf(stack: Stack): SynthesisedJobs['stateMachines'] {
  return jobsOf(stack).stateMachines;
}

interface Resource { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }

/** The jobs of a stack. What a deployment would fill in stands for itself, well-formed where a name or an ARN is asked for. */
export function jobsOf(stack: Stack): SynthesisedJobs {
  const resources = (Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> }).Resources;
  const filled = (value: unknown): string => filledIn(value, resources);
  const of = (type: string): Readonly<Record<string, unknown>>[] =>
    Object.entries(resources).filter(([, { Type }]) => Type === type).map(([id, { Properties }]) => ({ id, ...Properties }));
  return {
    stateMachines: of('AWS::StepFunctions::StateMachine').map(({ StateMachineName, DefinitionString }) => ({
      name: filled(StateMachineName), definition: JSON.parse(filled(DefinitionString)) as object,
    })),
    documents: of('AWS::SSM::Parameter').map(({ Name, Value }) => ({ name: filled(Name), value: filled(Value) })),
    logGroups: of('AWS::Logs::LogGroup').map(({ id }) => filled({ Ref: id })),
  };
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws', 'AWS::Region': 'eu-central-1', 'AWS::AccountId': '111122223333', 'AWS::URLSuffix': 'example.com',
};

function filledIn(value: unknown, resources: Readonly<Record<string, Resource>>): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument] = ['', '']] = Object.entries(value as Record<string, unknown>);
  switch (intrinsic) {
    case 'Ref': {
      const id = argument as string;
      return PSEUDO[id] ?? (resources[id]?.Type === 'AWS::Logs::LogGroup' ? `/aws/vendedlogs/states/${id}` : id);
    }
    case 'Fn::GetAtt': {
      const [id = '', attribute] = argument as string[];
      return attribute === 'Arn' && resources[id]?.Type === 'AWS::IAM::Role' ? `arn:aws:iam::111122223333:role/${id}` : `${id}.${attribute}`;
    }
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => filledIn(part, resources)).join(separator);
    }
    default: return intrinsic.replaceAll(':', '');
  }
}
