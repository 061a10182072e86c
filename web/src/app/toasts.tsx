import "@mantine/notifications/styles.layer.css";
import { Notifications } from "@mantine/notifications";

/** Where short messages appear: at the top, for the bottom is where papers are decided; `toast` of `shared/ui` sends them. */
export default function Toasts() {
  return <Notifications position="top-center" limit={3} autoClose={5000} />;
}
