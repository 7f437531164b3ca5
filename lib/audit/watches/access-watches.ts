import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmThresholds } from '../alarm-thresholds';
import type { LuigiMetrics } from '../luigi-metrics';
import { count, seconds } from '../threshold-checks';
import { EVER, FIVE_MINUTES, type Watch } from './watch';

/**
 * Who is let in and who is not: calls, mappings, records, logins, the firewall.
 *
 * @throws Error if a threshold is out of its range
 */
export function accessWatches(metrics: LuigiMetrics, thresholds: AlarmThresholds): Watch[] {
  return [
    {
      name: 'DeniedSpike',
      metric: metrics.metricDenied(FIVE_MINUTES),
      threshold: count('deniedCalls', thresholds.deniedCalls, 100),
      what: 'many calls are refused',
      todo: 'run the saved query "what was denied and why": one principal is a person without a grant or a script gone wild, many at once a mapping or provider that was changed',
    },
    ...(metrics.breakGlassMapping === undefined ? [] : [{
      name: 'BreakGlassUsed',
      metric: metrics.metricBreakGlassUse(EVER),
      threshold: 1,
      what: `the break-glass mapping ${metrics.breakGlassMapping} was used`,
      todo: 'ask who used it and why; if nobody should have, take its principals away at once, then run the saved query "who ran what"',
    }]),
    {
      name: 'MappingsStale',
      metric: metrics.metricMappingsAge(FIVE_MINUTES),
      threshold: seconds('mappingsAge', thresholds.mappingsAge, 600, 60, 3600),
      periods: 2,
      // A gateway that says nothing may be one whose log nobody keeps.
      missing: TreatMissingData.BREACHING,
      what: 'access mappings can not be read: changes of access have no effect, and after an hour nobody is let in',
      todo: 'look for "mappings-unreadable" in the application log: permission, throttling or the way to SSM; no data at all means that no application log arrives',
    },
    {
      name: 'MappingsInvalid',
      metric: metrics.metricMappingsInvalid(FIVE_MINUTES),
      threshold: 1,
      what: 'an access mapping is invalid and grants nothing; the others hold',
      todo: 'look for "mapping-invalid" in the application log: it names the mapping and the fault; mend the parameter, or deploy again if it was changed by hand',
    },
    {
      name: 'RevocationsNotRead',
      metric: metrics.metricRevocationsNotRead(EVER),
      threshold: 1,
      what: 'who is shut out can not be read, or the document is invalid: the last good one stays, new ones have no effect, and a task that starts lets nobody in',
      todo: 'look for "revocation-invalid" or "revocations-unreadable" in the application log: what is to be mended, permission, throttling or the way to SSM; then see that whoever is to be out is out',
    },
    ...(metrics.machines ? [{
      name: 'IssuersWithoutKeys',
      metric: metrics.metricIssuersWithoutKeys(EVER),
      threshold: 1,
      what: 'the keys of a token issuer can not be had: machines that call with its tokens are refused with 503, or soon will be',
      todo: 'look for "the keys of a token issuer can not be had" in the application log: it names the issuer and why; run doctor with --issuer, and see that the task may reach the address on 443',
    }] : []),
    {
      name: 'DecisionRecordsNotKept',
      metric: metrics.metricDecisionRecordsNotKept(EVER),
      threshold: 1,
      what: 'decision records can not be kept: changes are refused with 503, and soon all calls',
      todo: 'look for "decision records" in the application log: permission on the log group, its key, throttling or the way to CloudWatch Logs',
    },
    {
      name: 'LoginErrors',
      metric: metrics.metricLoginErrors(FIVE_MINUTES),
      threshold: count('loginErrors', thresholds.loginErrors, 10),
      what: 'logins fail at the identity provider',
      todo: 'log in yourself: 561 is the provider, or a client secret that has run out; if the provider is down, follow the break-glass runbook',
    },
    {
      name: 'ClaimsTooLarge',
      metric: metrics.metricClaimsTooLarge(FIVE_MINUTES),
      threshold: 1,
      what: 'somebody can not log in: claims and token are above the load balancer\'s 11 KB',
      todo: 'let the provider send fewer claims, and groups for Luigi only',
    },
    ...(metrics.webAclMetricName === undefined ? [] : [{
      name: 'FirewallBlocks',
      metric: metrics.metricBlockedRequests(FIVE_MINUTES),
      threshold: count('blockedRequests', thresholds.blockedRequests, 500),
      what: 'the web ACL blocks many requests',
      todo: 'look at its log by rule and address: a scanner may be left to it; a rate rule that stops an office behind one address needs a higher limit',
    }]),
  ];
}
