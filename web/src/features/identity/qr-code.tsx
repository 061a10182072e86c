import { useMemo } from "react";
import classes from "./profile.module.css";

interface Drawing {
  viewBox: string;
  paths: { d: string; transform?: string; stroke?: string; fill?: string }[];
}

const NUMBERS = /^[\d\s.,MmLlHhVvZz-]+$/;

/**
 * The drawing of a QR code out of the server's SVG text: its paths alone, since nothing else belongs
 * into one. An image element would need a data: address, which the policy refuses.
 */
export function drawingOf(svg: string): Drawing | null {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const width = root.getAttribute("width") ?? "0";
  const height = root.getAttribute("height") ?? width;
  const viewBox =
    root.getAttribute("viewBox") ?? `0 0 ${Number.parseFloat(width)} ${Number.parseFloat(height)}`;
  const paths = [...root.getElementsByTagName("path")].flatMap((path) => {
    const d = path.getAttribute("d") ?? "";
    if (!NUMBERS.test(d)) return [];
    return [
      {
        d,
        transform:
          path.getAttribute("transform") ?? path.parentElement?.getAttribute("transform") ?? undefined,
        stroke: path.getAttribute("stroke") ?? undefined,
        fill: path.getAttribute("fill") ?? undefined,
      },
    ];
  });
  return paths.length > 0 ? { viewBox, paths } : null;
}

export function QrCode({ svg, label }: { svg: string; label: string }) {
  const drawing = useMemo(() => drawingOf(svg), [svg]);
  if (!drawing) return null;
  return (
    <svg
      className={classes.qr}
      viewBox={drawing.viewBox}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      {drawing.paths.map(({ d, transform, stroke, fill }) => (
        <path key={d} d={d} transform={transform} stroke={stroke} fill={fill ?? (stroke ? "none" : "#000")} />
      ))}
    </svg>
  );
}
