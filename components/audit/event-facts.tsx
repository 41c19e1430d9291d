'use client';

import { exactUtc, formatMoment, plural, zoneLabel } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import { visibleText } from '@/lib/core/visible-text';
import { ROLE_LABELS, type Role } from '@/lib/identity/contract';
import type { AuditFilter, Envelope } from '@/lib/ledger/contract';
import { useAuditView } from './audit-view-context';
import { browserName } from './browser-name';
import { Aside, Fact, Facts, HashFact } from './fact';
import { StatusMark } from './status-mark';

type Props = { envelope: Envelope; onFilter: (filter: Partial<AuditFilter>) => void };

const roleLabel = (role: string) => (Object.hasOwn(ROLE_LABELS, role) ? ROLE_LABELS[role as Role] : visibleText(role));
const NARROW = 'rounded-badge underline decoration-line-strong underline-offset-2 hover:decoration-accent';

function Who({ actor }: Pick<Envelope, 'actor'>) {
  const roles = (actor.roles ?? []).map(roleLabel).join(', ');
  return (
    <Fact label="Who">
      <span title={actor.email}>{visibleText(actor.name)}</span>
      <Aside parts={[actor.type === 'user' ? roles : actor.type, actor.method === 'none' ? null : actor.method]} />
    </Fact>
  );
}

function Where({ source }: { source: NonNullable<Envelope['source']> }) {
  const agent = source.userAgent && visibleText(browserName(source.userAgent));
  const call = source.method && source.path ? visibleText(`${source.method} ${source.path}`) : null;
  if (!source.ip && !agent && !call) return null;
  return (
    <Fact label="Where">
      <span className="mono" title={source.userAgent}>
        {source.ip ?? 'unknown address'}
      </span>
      <Aside parts={[agent, source.tlsVersion]} />
      {call && <span className="mono block truncate text-fg-3">{call}</span>}
    </Fact>
  );
}

export function EventFacts({ envelope, onFilter }: Props) {
  const { timeZone } = useAuditView();
  const { module, activity, status, severity, reason, targets = [], source, session, occurredAt } = envelope;
  const [target] = targets;
  return (
    <Facts>
      <Who actor={envelope.actor} />
      <Fact label="What">
        <button
          type="button"
          className={NARROW}
          title={`Show only ${module}`}
          onClick={() => onFilter({ module: [module] })}
        >
          {module}
        </button>
        .{activity}
        <Aside parts={[severity]} />
      </Fact>
      {target && (
        <Fact label="Target">
          <span title={target.id}>{visibleText(target.name)}</span>
          <Aside parts={[target.type, targets.length > 1 ? `${plural(targets.length - 1, 'more', 'more')}` : null]} />
        </Fact>
      )}
      {source && <Where source={source} />}
      <Fact label="When">
        <span title={exactUtc(occurredAt)}>{formatMoment(occurredAt, timeZone)}</span>
        <span className="block text-fg-3 text-small">
          {zoneLabel(timeZone, occurredAt)} · <RelativeTime iso={occurredAt} />
        </span>
      </Fact>
      <Fact label="Outcome">
        <button
          type="button"
          className={NARROW}
          title={`Show only ${status}`}
          onClick={() => onFilter({ status: [status] })}
        >
          <StatusMark status={status} />
        </button>
        <Aside parts={[reason && visibleText(reason.message)]} />
      </Fact>
      {session && <HashFact label="Session" value={session.id} />}
      {source?.requestId && <HashFact label="Request" value={source.requestId} />}
    </Facts>
  );
}
