// What the page says itself. Titles and greetings come with the account's settings.
const ZH = {
  name: "在线客服",
  close: "关闭",
  send: "发送",
  attach: "发送图片或文件",
  write: "输入消息…",
  earlier: "查看更早的消息",
  sending: "发送中",
  waiting: "网络不稳定，恢复后自动发送",
  sent: "已发送",
  read: "已读",
  gone: "对方撤回了一条消息",
  failed: "未发送",
  again: "重新发送",
  typing: "对方正在输入",
  offline: "连接已断开，正在重新连接…",
  tooLarge: "文件过大，请压缩后再发送",
  opensAt: "预计 {when} 恢复服务",
  contact: "留下联系方式，方便我们回复您",
  yourName: "您的称呼",
  reach: "手机号或邮箱",
  leave: "提交",
  left: "已收到，谢谢！",
  contactLine: "联系方式：{reach}",
  nameLine: "称呼：{name}",
  privacy: "发送消息即表示您同意",
  privacyLink: "隐私政策",
  today: "今天",
  yesterday: "昨天",
  expired: "登录状态已失效，请刷新页面后继续",
  busy: "发送得太快了，请稍候",
};
const EN = {
  name: "Chat",
  close: "Close",
  send: "Send",
  attach: "Send a picture or file",
  write: "Write a message…",
  earlier: "Earlier messages",
  sending: "Sending",
  waiting: "The connection is weak; it is sent by itself",
  sent: "Sent",
  read: "Read",
  gone: "A message was taken back",
  failed: "Not sent",
  again: "Send again",
  typing: "Somebody is writing",
  offline: "Connection lost. Reconnecting…",
  tooLarge: "The file is too large. Make it smaller and send it again.",
  opensAt: "We are back {when}",
  contact: "How can we reach you?",
  yourName: "Your name",
  reach: "Phone or e-mail",
  leave: "Send",
  left: "Got it, thank you!",
  contactLine: "Reach me at: {reach}",
  nameLine: "Name: {name}",
  privacy: "By writing you agree to our",
  privacyLink: "privacy notice",
  today: "Today",
  yesterday: "Yesterday",
  expired: "You are signed out. Load the page again to go on.",
  busy: "That was too fast. One moment, please.",
};

export let language = "zh";
export let words = ZH;

export function speak(wanted) {
  language = /^zh/i.test(wanted || "zh") ? "zh" : "en";
  words = language === "zh" ? ZH : EN;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

export function filled(text, facts) {
  return text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

export function clock(moment) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function day(moment) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  return new Date(moment).toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric" });
}
