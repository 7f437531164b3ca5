/**
 * The warnings, common to CDK's rules and cfn-lint, that foretell a failing deployment. All others (style, security, what is merely
 * unused or obsolete) are left out: whoever asks "will it deploy" wants no other answer.
 */
export const PREDICTIVE_WARNINGS: ReadonlyMap<string, string> = new Map([
  ['W1001', 'refers to a resource that its conditions may leave out'],
  ['W1030', 'the value of a Ref'], ['W1031', 'the value of a Fn::Sub'], ['W1032', 'the value of a Fn::Join'],
  ['W1033', 'the value of a Fn::Split'], ['W1034', 'the value of a Fn::FindInMap'], ['W1035', 'the value of a Fn::Select'],
  ['W1036', 'the value of a Fn::GetAZs'], ['W1040', 'the value of a Fn::ToJsonString'],
  ['W1051', 'a secret where its ARN is expected'], ['W1053', 'a dynamic reference with spaces'],
  ['W2030', "a parameter's default"], ['W2031', "a parameter's default and its pattern"],
  ['W3002', 'a path on this machine'], ['W3034', "a parameter's default and the limits of where it is used"],
  ['W3037', 'an IAM action that does not exist'],
  ['W3694', 'a subscription whose endpoint does not suit its protocol'], ['W3701', 'a reserved parameter name'],
]);
