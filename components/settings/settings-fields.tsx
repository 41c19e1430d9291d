'use client';

import { useMemo } from 'react';
import { Combobox } from '@/components/ui/combobox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { Draft } from './draft';
import { NumberField } from './number-field';
import { SettingsSection } from './settings-section';

type Props = {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  disabled: boolean;
  /** Being saved: what would be typed now would be overwritten. Read-only and not disabled, which would take the focus away. */
  busy: boolean;
  onChange: (patch: Partial<Draft>) => void;
};

const allZones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

export function SettingsFields({ draft, errors, disabled, busy, onChange }: Props) {
  const zones = useMemo(allZones, []);
  return (
    <>
      <SettingsSection title="General" text="How this installation is called and how it tells the time.">
        <Field label="Name" help="Stands in reports and exports." error={errors.name}>
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              maxLength={80}
              autoComplete="off"
              disabled={disabled}
              readOnly={busy}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Time zone"
          help="For every time on every page. The ledger itself always keeps UTC, which stands on hover."
          error={errors.timeZone}
        >
          {(control) => (
            <Combobox
              control={control}
              value={draft.timeZone}
              options={zones}
              disabled={disabled || busy}
              onChange={(timeZone) => onChange({ timeZone })}
            />
          )}
        </Field>
      </SettingsSection>
      <SettingsSection title="Sessions" text="When people have to sign in again.">
        <NumberField
          label="End a session after idling for"
          help="From 5 minutes to a day (1,440)."
          unit="minutes"
          value={draft.sessionIdleMinutes}
          error={errors.sessionIdleMinutes}
          disabled={disabled}
          readOnly={busy}
          onChange={(sessionIdleMinutes) => onChange({ sessionIdleMinutes })}
        />
        <NumberField
          label="End every session after"
          help="However busy it is. From 1 hour to 30 days (720)."
          unit="hours"
          value={draft.sessionMaxHours}
          error={errors.sessionMaxHours}
          disabled={disabled}
          readOnly={busy}
          onChange={(sessionMaxHours) => onChange({ sessionMaxHours })}
        />
      </SettingsSection>
    </>
  );
}
