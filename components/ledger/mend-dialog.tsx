'use client';

import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import type { RoleSeparation } from '@/lib/reports/contract/ledger';

const ADDRESSES = `DATABASE_URL=postgresql://chainward_app@db.example/chainward
DATABASE_KEEPER_URL=postgresql://chainward_keeper@db.example/chainward
DATABASE_OWNER_URL=postgresql://chainward_owner@db.example/chainward`;

const WHY: Record<Exclude<RoleSeparation['state'], 'separate'>, string> = {
  owner:
    'The role that the application connects with owns the tables of the log, so it could switch off the triggers that guard them.',
  account:
    'The server that Chainward brings along listens to this machine’s account alone and knows no passwords. Its roles keep a fault of the web process from doing harm, not somebody who has taken over the account.',
};

type Props = { roles: RoleSeparation; onClose: () => void };

/** Says how; the change itself is the database's, and needs a start. */
export function MendDialog({ roles, onClose }: Props) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Separate the database’s roles"
      {...(roles.state !== 'separate' && { description: WHY[roles.state] })}
    >
      <div className="px-4 pt-3">
        <ol className="grid list-decimal gap-1.5 pl-5 text-fg-2 marker:text-fg-3">
          <li>
            On a PostgreSQL of your own make three roles that may connect; the tables are to belong to the owner alone.
          </li>
          <li>Start Chainward with an address for each:</li>
        </ol>
        <div className="relative mt-2 rounded-control border bg-bg-sunken py-2 pr-9 pl-3">
          <pre className="mono whitespace-pre-wrap break-all leading-[18px]">{ADDRESSES}</pre>
          <span className="absolute top-1 right-1">
            <CopyButton text={ADDRESSES} label="Copy the addresses" />
          </span>
        </div>
        <p className="mt-3 text-pretty text-fg-2">
          It gives each role its rights by itself. Until then the chain, the signatures and the anchors show a change;
          the database alone does not prevent it.
        </p>
      </div>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
