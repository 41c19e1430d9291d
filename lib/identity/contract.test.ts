import { describe, expect, it } from 'vitest';
import { isAllowed, PERMISSIONS, type Permission, ROLE_LABELS, ROLES } from './contract';

const permissions = Object.keys(PERMISSIONS) as Permission[];

const LEDGER: Permission[] = ['ledger.drill', 'ledger.sign', 'ledger.verify'];

/** Written out once more, so that a change of the table is a change of two places. */
const MAY: Record<(typeof ROLES)[number], Permission[]> = {
  viewer: ['session.end_own', 'settings.read'],
  auditor: ['audit.read', 'audit.export', ...LEDGER, 'session.end_own', 'settings.read'],
  operator: ['audit.read', 'ledger.verify', 'session.end_own', 'settings.read'],
  approver: ['audit.read', 'session.end_own', 'settings.read'],
  ca_admin: ['audit.read', 'audit.export', ...LEDGER, 'session.end_own', 'settings.read'],
  admin: [
    'audit.read',
    'audit.export',
    'ledger.anchors',
    ...LEDGER,
    'session.end_own',
    'settings.read',
    'settings.write',
  ],
};

describe('the permission table', () => {
  it.each(ROLES)('%s may do this and no more', (role) => {
    expect(permissions.filter((permission) => isAllowed([role], permission)).sort()).toEqual(MAY[role].sort());
  });

  it('adds roles up', () => {
    expect(isAllowed(['viewer', 'auditor'], 'audit.export')).toBe(true);
  });

  it.each([[[]], [['root']], [['Admin']], [['toString']]])('gives nothing to %j', (roles) => {
    expect(permissions.filter((permission) => isAllowed(roles, permission))).toEqual([]);
  });

  it('names each role for people, and every permission has a holder', () => {
    expect(Object.keys(ROLE_LABELS).sort()).toEqual([...ROLES].sort());
    for (const permission of permissions) expect(PERMISSIONS[permission].length).toBeGreaterThan(0);
  });
});
