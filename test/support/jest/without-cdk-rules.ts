/**
 * `aws-cdk-lib` asks its rule engine about each template that is synthesised: some 3 s of a processor for the engine, in each test
 * file anew, and 2 s for each template. Without the flag `@aws-cdk/core:validateAgainstDefaultRules`, which no unit test sets, it
 * only warns: no test could fail for it. Plugins such as cdk-nag's are asked as ever. What the engine says is judged by the preflight
 * (preflight/layers/cloudformation-rules.ts, of what every variant of the service synthesises to), where it does fail.
 */
process.env.CDK_VALIDATION = 'false';

export {};
