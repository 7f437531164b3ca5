import type { AnyRule } from '../../../lib/compliance/soc2/nag-rule';
import type { Verdict } from '../../../lib/compliance/soc2/verdict';
import { verdictOn } from './soc2-resource';

/** What a rule says of a policy with one statement, which allows what is given. */
export function verdictOnStatement(rule: AnyRule, statement: object): Verdict | undefined {
  return verdictOn(rule, 'AWS::IAM::Policy', { PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] } });
}

/** Where that statement stands, as findings name it. */
export const STATEMENT = 'PolicyDocument.Statement.0';
