import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { ActionIcon, NumberInput, Select, Tooltip } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowsSplit2,
  IconArrowUp,
  IconGripVertical,
  IconPlaylistAdd,
  IconX,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "@/shared/text";
import type { Approver, GroupKind, LineGroup, LineStep, StepRole } from "./line";
import * as line from "./line";
import classes from "./line-editor.module.css";
import { PersonName } from "./person-name";
import { PersonPicker } from "./person-picker";

const ROLES = ["APPROVE", "AGREE", "FINANCE_AGREE", "POST"] as const;

export interface LineEditorProps {
  value: readonly LineGroup[];
  onChange: (groups: LineGroup[]) => void;
  /** Finds people by name or department for the picker. */
  find: (word: string, signal: AbortSignal) => Promise<Approver[]>;
  /** The drafter and others who cannot stand in the line. */
  exclude?: readonly number[];
  error?: ReactNode;
  disabled?: boolean;
}

const idOf = (group: LineGroup) => group.steps.map(line.keyOf).join("+");

function JoinZone({ at }: { at: number }) {
  const { t } = useTranslation("shared");
  const { setNodeRef, isOver } = useDroppable({ id: `join:${at}` });
  return (
    <div ref={setNodeRef} className={classes.join} data-over={isOver || undefined}>
      <IconPlaylistAdd size={16} stroke={1.5} aria-hidden />
      {t("line.addHere")}
    </div>
  );
}

function StepCard({
  step,
  at,
  groups,
  change,
  disabled,
}: {
  step: LineStep;
  at: number;
  groups: readonly LineGroup[];
  change: (next: LineGroup[]) => void;
  disabled?: boolean;
}) {
  const { t } = useTranslation("shared");
  const { name } = step.approver;
  const key = line.keyOf(step);
  const parallel = (groups[at]?.steps.length ?? 0) > 1;
  return (
    <div className={classes.step}>
      <div className={classes.person}>
        <PersonName person={step.approver} department />
        {step.why && <span className={classes.why}>{step.why}</span>}
      </div>
      <Select
        size="xs"
        className={classes.roleSelect}
        aria-label={t("line.roleOf", { name })}
        data={ROLES.map((role) => ({ value: role, label: t(`line.role.${role}`) }))}
        value={step.post ? "POST" : step.role}
        disabled={disabled}
        onChange={(role) => role && change(line.setRole(groups, key, role as StepRole | "POST"))}
      />
      {parallel ? (
        <Tooltip label={t("line.split", { name })}>
          <ActionIcon
            size="md"
            disabled={disabled}
            aria-label={t("line.split", { name })}
            onClick={() => change(line.split(groups, key))}
          >
            <IconArrowsSplit2 size={16} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <Tooltip label={t("line.joinUp", { name })}>
          <ActionIcon
            size="md"
            disabled={disabled || at === 0}
            aria-label={t("line.joinUp", { name })}
            onClick={() => change(line.joinUp(groups, key))}
          >
            <IconPlaylistAdd size={16} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      )}
      <ActionIcon
        size="md"
        disabled={disabled}
        aria-label={t("line.remove", { name })}
        onClick={() => change(line.remove(groups, key))}
      >
        <IconX size={16} stroke={1.5} />
      </ActionIcon>
    </div>
  );
}

function GroupRow({
  group,
  at,
  groups,
  change,
  dragging,
  disabled,
  moved,
}: {
  group: LineGroup;
  at: number;
  groups: readonly LineGroup[];
  change: (next: LineGroup[]) => void;
  dragging: string | null;
  disabled?: boolean;
  moved: (name: string, to: number) => void;
}) {
  const { t } = useTranslation("shared");
  const id = idOf(group);
  const sortable = useSortable({ id, disabled });
  const name = group.steps.map((step) => step.approver.name).join(", ");
  const shift = sortable.transform;
  const move = (to: number) => {
    change(line.moveGroup(groups, at, to));
    moved(name, to);
  };
  return (
    <li
      ref={sortable.setNodeRef}
      className={classes.row}
      data-dragging={sortable.isDragging || undefined}
      style={{
        transform: shift ? `translate3d(0, ${Math.round(shift.y)}px, 0)` : undefined,
        transition: sortable.transition,
      }}
    >
      <span className={classes.place}>
        <button
          type="button"
          className={classes.handle}
          ref={sortable.setActivatorNodeRef}
          {...sortable.attributes}
          {...sortable.listeners}
          aria-label={t("line.drag", { name })}
          disabled={disabled}
        >
          <IconGripVertical size={16} stroke={1.5} aria-hidden />
        </button>
        <span className={classes.number}>{at + 1}</span>
      </span>
      <div className={classes.group}>
        {group.steps.length > 1 && (
          <div className={classes.groupHead}>
            <Select
              size="xs"
              className={classes.kindSelect}
              aria-label={t("line.kindOf", { at: at + 1 })}
              data={(["PARALLEL", "QUORUM"] as const).map((kind) => ({
                value: kind,
                label: t(`line.kind.${kind}`),
              }))}
              value={group.kind}
              disabled={disabled}
              onChange={(kind) => kind && change(line.setKind(groups, at, kind as GroupKind))}
            />
            {group.kind === "QUORUM" && (
              <>
                <NumberInput
                  size="xs"
                  className={classes.need}
                  aria-label={t("line.needLabel")}
                  min={1}
                  max={group.steps.length}
                  clampBehavior="strict"
                  value={group.need ?? 1}
                  disabled={disabled}
                  onChange={(need) => change(line.setNeed(groups, at, Number(need) || 1))}
                />
                <span className={classes.why}>
                  {t("line.need", { size: group.steps.length, need: group.need ?? 1 })}
                </span>
              </>
            )}
          </div>
        )}
        <div className={classes.steps}>
          {group.steps.map((step) => (
            <StepCard
              key={line.keyOf(step)}
              step={step}
              at={at}
              groups={groups}
              change={change}
              disabled={disabled}
            />
          ))}
          {dragging !== null && dragging !== id && <JoinZone at={at} />}
        </div>
      </div>
      <span className={classes.moves}>
        <ActionIcon
          size="md"
          disabled={disabled || at === 0}
          aria-label={t("line.moveUp", { name })}
          onClick={() => move(at - 1)}
        >
          <IconArrowUp size={16} stroke={1.5} />
        </ActionIcon>
        <ActionIcon
          size="md"
          disabled={disabled || at === groups.length - 1}
          aria-label={t("line.moveDown", { name })}
          onClick={() => move(at + 1)}
        >
          <IconArrowDown size={16} stroke={1.5} />
        </ActionIcon>
      </span>
    </li>
  );
}

/**
 * The line of a draft: one row per group in the order of deciding, parallel steps side by side in a row.
 * Rows are dragged by their handle or moved by its keys or the arrows; dropping a row on the field that
 * appears in another row makes them parallel.
 */
export function LineEditor({ value, onChange, find, exclude = [], error, disabled }: LineEditorProps) {
  const { t } = useTranslation("shared");
  const [dragging, setDragging] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const groups = line.tidy(value);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const nameOf = (id: string) => {
    const group = groups.find((one) => idOf(one) === id);
    return group ? group.steps.map((step) => step.approver.name).join(", ") : "";
  };
  const spoken = (name: string, at: number) => t("line.moved", { name, at: at + 1, of: groups.length });
  const announcements: Announcements = {
    onDragStart: ({ active }) => nameOf(String(active.id)),
    onDragOver: ({ active, over }) => {
      const at = groups.findIndex((group) => idOf(group) === over?.id);
      return at < 0 ? undefined : spoken(nameOf(String(active.id)), at);
    },
    onDragEnd: () => undefined,
    onDragCancel: () => undefined,
  };
  const drop = ({ active, over }: DragEndEvent) => {
    setDragging(null);
    if (!over || active.id === over.id) return;
    const from = groups.findIndex((group) => idOf(group) === active.id);
    const target = String(over.id);
    if (target.startsWith("join:")) {
      const into = Number(target.slice(5));
      const host = groups[into];
      const keys = groups[from]?.steps.map(line.keyOf) ?? [];
      if (!host) return;
      onChange(
        keys.reduce(
          (now, key) => line.joinInto(now, key, line.placeOf(now, line.keyOf(host.steps[0] as LineStep))),
          groups,
        ),
      );
      return;
    }
    const to = groups.findIndex((group) => idOf(group) === target);
    if (from >= 0 && to >= 0) onChange(line.moveGroup(groups, from, to));
  };
  return (
    <div className={classes.editor}>
      <DndContext
        sensors={sensors}
        collisionDetection={(args) => {
          const join = pointerWithin(args).filter(({ id }) => String(id).startsWith("join:"));
          return join.length > 0
            ? join
            : closestCenter({
                ...args,
                droppableContainers: args.droppableContainers.filter(
                  ({ id }) => !String(id).startsWith("join:"),
                ),
              });
        }}
        accessibility={{ announcements, screenReaderInstructions: { draggable: t("line.dragHelp") } }}
        onDragStart={({ active }) => setDragging(String(active.id))}
        onDragCancel={() => setDragging(null)}
        onDragEnd={drop}
      >
        <SortableContext items={groups.map(idOf)} strategy={verticalListSortingStrategy}>
          <ol className={classes.list} aria-label={t("line.caption")}>
            {groups.map((group, at) => (
              <GroupRow
                key={idOf(group)}
                group={group}
                at={at}
                groups={groups}
                change={onChange}
                dragging={dragging}
                disabled={disabled}
                moved={(name, to) => setSaid(spoken(name, to))}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      {groups.length === 0 && <div className={classes.empty}>{t("line.empty")}</div>}
      <PersonPicker
        label={t("line.add")}
        find={find}
        exclude={exclude}
        disabled={disabled}
        error={error}
        onPick={(person) => onChange(line.add(groups, person))}
      />
      <output className={classes.said} aria-live="polite">
        {said}
      </output>
    </div>
  );
}
