/**
 * “试试看”的内容，一章一章的；新做好的功能在这里添上自己的一章或几条。
 *
 * 每一条是一句话或一个动作，hope 说会看到什么：
 *   { say: "打卡", as: "10005", at: "group" | "private", hope }   以谁的身份、在哪儿说；“@姓名”会成为真的 @，
 *                                                              “A…”“N…”这样的换成助手最近说过的编号
 *   { file: "花名册.csv", rows: [[…], …], as, at, hope }         以谁的身份、在哪儿发一个表格
 *   { advance: "hour" | "tomorrow" | "monday", hope }            钟往前走
 *   { cut: true | false, hope }                                  断开、恢复助手的连接
 *   { fault: "ghost" 等（见 switches.js）, on: true | false, hope } 开关故障
 * 只写助手今天真能办的；人见 sandbox/people.py。
 */

const WANG = "10001";
const LI_HONGMEI = "10002";
const CHEN = "10003";
const ZHAO_MING = "10004";
const ZHANG = "10005";
const LI_SI = "10006";
const WANG_WU = "10007";
const ZHAO_LIU = "10008";
const SUN = "10009";
const LIU = "10010";
const WU = "10011";
const ZHOU = "10012";

const TABLE = [
  ["姓名", "QQ号", "党小组", "政治面貌", "入党日期", "所在城市"],
  ["张三", ZHANG, "第一党小组", "正式党员", "2010-07-01", ""],
  ["李四", LI_SI, "第一党小组", "正式党员", "2012-07-01", ""],
  ["王五", WANG_WU, "第二党小组", "正式党员", "2015-12-20", "杭州"],
  ["赵六", ZHAO_LIU, "第二党小组", "正式党员", "2019-06-28", ""],
  ["郑爱华", "10031", "第二党小组", "正式党员", "1998-07-01", ""],
  ["钱学文", "10032", "第一党小组", "积极分子", "", ""],
  ["=1+1", "10033", "第一党小组", "正式党员", "", ""],
];

const QUESTIONS = [
  ["题型", "题干", "A", "B", "C", "D", "答案", "解析", "出处"],
  ["单选", "党支部党员大会一般多久召开一次？", "每月", "每季度", "每半年", "每年", "B", "", "《中国共产党支部工作条例（试行）》第十一条（2018年）"],
  ["判断", "预备党员有表决权。", "", "", "", "", "错", "预备党员没有表决权、选举权和被选举权。", "《中国共产党章程》第七条（2022年）"],
  ["填空", "预备党员的预备期为（　）年。", "", "", "", "", "一", "", ""],
  ["单选", "这一题忘了写答案。", "甲", "乙", "丙", "丁", "", "", ""],
];

export const CHAPTERS = [
  {
    title: "打卡与补卡",
    about: "怎么顺口怎么说，自愿参加。登记好了只贴一个表情，不刷屏。",
    steps: [
      { say: "打卡 学习党章第一章", as: ZHANG, at: "group", hope: "助手在这句话上贴一个“OK”。" },
      { say: "今日已学习", as: LI_SI, at: "group", hope: "换个说法也听得懂。" },
      { say: "收到快递了，谁帮我拿一下", as: WANG_WU, at: "group", hope: "闲聊，助手不出声。" },
      { say: "打卡人数", as: SUN, at: "group", hope: "只有一个数字，不点名。" },
      { say: "补卡 昨天", as: ZHANG, at: "group", hope: "昨天忘了的补登上，积分归昨天。" },
      { say: "我的打卡", as: ZHANG, at: "private", hope: "一张月历和自己的积分，只有本人看得到。" },
      { say: "我的心得", as: ZHANG, at: "private", hope: "自己写过的心得都在。" },
      { say: "怎么打卡？", as: ZHAO_LIU, at: "group", hope: "告诉您有哪些说法。" },
    ],
  },
  {
    title: "导入花名册",
    about: "把表格发给助手就行：列的次序随意，缺几列也行。先看预览，确认了才改；改错了整批撤回。",
    steps: [
      { file: "示范花名册.csv", rows: TABLE, as: LI_HONGMEI, at: "private", hope: "先给预览：新添谁、改什么、哪一行不行。现在什么都还没改。" },
      { say: "确认导入", as: LI_HONGMEI, at: "private", hope: "这才真的导入，有毛病的那一行不导入。" },
      { say: "花名册", as: LI_HONGMEI, at: "private", hope: "看看名册。" },
      { say: "导出花名册", as: LI_HONGMEI, at: "private", hope: "收到一个 .xlsx；改好再发回来就是更新。" },
      { say: "撤销", as: LI_HONGMEI, at: "private", hope: "导入的整批退回；想留着就不点这一步。" },
    ],
  },
  {
    title: "名册与职务",
    about: "在群里不等于在支部里，由书记和组织委员核定。群主、管理员的身份不算职务。",
    steps: [
      { say: "花名册", as: WANG, at: "private", hope: "书记看到全支部的名册。" },
      { say: "我是谁", as: LIU, at: "private", hope: "自己在册的登记，只告诉本人。" },
      { say: "党小组 @张三 第一党小组", as: LI_HONGMEI, at: "group", hope: "组织委员把张三编入党小组。" },
      { say: "设职务 @张三 党小组组长", as: WANG, at: "group", hope: "书记设一位党小组组长。" },
      { say: "设职务 @李四 宣传委员", as: ZHOU, at: "group", hope: "群主兼运维也不行：群里不出声，私下说一句。" },
      { say: "授权 @李四 发通知 7天", as: WANG, at: "group", hope: "请没有职务的同志代办一件事，到期自动失效。" },
      { say: "谁有权限", as: WANG, at: "private", hope: "凭职务的、凭授权的，都列出来。" },
    ],
  },
  {
    title: "积分与复核",
    about: "每一笔都说得清从哪来；扣分只有支委手工记，私下告诉本人，本人可以申请复核。",
    steps: [
      { say: "积分规则", as: ZHANG, at: "group", hope: "哪些事计分、一次几分、封顶多少。" },
      { say: "加分 @张三 @赵六 5 志愿服务", as: WANG, at: "group", hope: "书记给两位同志加分，只贴一个表情。" },
      { say: "扣分 李四 2 志愿服务记重了", as: WANG, at: "private", hope: "扣分只在私聊，要有事由。" },
      { say: "申诉 A… 那天我在现场", as: LI_SI, at: "private", hope: "李四收到了通知；照上面的编号申请复核。" },
      { say: "同意 S…", as: LI_HONGMEI, at: "private", hope: "记分的书记自己不能办，由组织委员办；扣的分退回。" },
      { say: "积分明细", as: LI_SI, at: "private", hope: "扣的、退的都写着缘由和编号，只给本人看。" },
      { say: "我的积分", as: ZHANG, at: "private", hope: "余额、本周、本月和来源。" },
    ],
  },
  {
    title: "通知与回执",
    about: "说一句话，先给预览，确认了才发。怎么回都行，群里只贴一个表情；谁没有回，只私下给支委看。",
    steps: [
      { advance: "tomorrow", hope: "先走到早上：安静时段里（21:30—8:00）助手不主动说话。" },
      { say: "会议通知 明天15:00 三楼会议室 支部党员大会", as: WANG, at: "private", hope: "私下一份预览：星期几、在哪儿、发给几位。现在还没有发。" },
      { say: "确认", as: WANG, at: "private", hope: "这才发到群里，带着编号。" },
      { say: "收到", as: ZHANG, at: "group", hope: "只贴一个表情；在通知上贴个表情也算。" },
      { say: "参加", as: LI_SI, at: "group", hope: "“准时参加”“我能到”都行。" },
      { say: "迟到10分钟", as: SUN, at: "group", hope: "要晚到的，也说一句。" },
      { say: "请假 出差", as: WANG_WU, at: "private", hope: "登记并转告书记；事由加密保存，只有书记看得到。" },
      { say: "谁没收到", as: LI_HONGMEI, at: "private", hope: "还没有回的，只私下给支委看。" },
      { say: "悄悄提醒", as: LI_HONGMEI, at: "private", hope: "私下提醒还没有回的，每人至多一次；群里什么也看不到。" },
      { say: "请假名单", as: WANG, at: "private", hope: "书记看得到事由；换成委员来问，只有姓名。" },
      { say: "N… 日历", as: LI_SI, at: "private", hope: "一个日历文件，点开就加进手机日历。" },
    ],
  },
  {
    title: "会议签到",
    about: "开会时说一句“到”。群里只有数，姓名只私下给支委；一律以现场清点为准。",
    steps: [
      { advance: "tomorrow", hope: "走到开会那天；发过通知的，头一天 17:00 群里提醒一次。" },
      { say: "开始签到", as: WANG, at: "group", hope: "今天有发过通知的会，就是那一场；没有的也能签。" },
      { say: "到", as: ZHANG, at: "group", hope: "登记到会，只贴一个表情。" },
      { say: "我到了", as: LI_SI, at: "group", hope: "换个说法也行。" },
      { say: "到", as: SUN, at: "group", hope: "第三位。" },
      { say: "登记到会 @赵六", as: LI_HONGMEI, at: "group", hope: "到了没带手机的，委员代为登记。" },
      { say: "到会情况", as: WANG, at: "group", hope: "群里问，只有应到和到会的数。" },
      { say: "到会情况", as: WANG, at: "private", hope: "私下问，另列姓名：到会的、请假的、还没有登记的。" },
      { say: "结束签到", as: WANG, at: "group", hope: "群里说一句到了几位，不列姓名。" },
    ],
  },
  {
    title: "答题",
    about: "群里答、私下练都行，自愿参加。公布之前可以改，答案和结果都没有姓名。",
    steps: [
      { say: "发一题", as: CHEN, at: "group", hope: "群里出一题；下面照单选写的，出的是判断题就改成“对”“错”。" },
      { say: "A", as: ZHANG, at: "group", hope: "只贴一个表情，公布之前谁也看不到谁答了什么。" },
      { say: "选B", as: LI_SI, at: "group", hope: "公布前可以再发一次，最后一次算。" },
      { say: "公布答案", as: CHEN, at: "group", hope: "答案和依据；不足四位作答的不写数。" },
      { say: "出处", as: ZHANG, at: "private", hope: "哪部法规、第几条。" },
      { say: "答题 3题 党章", as: CHEN, at: "private", hope: "一题接一题的一轮，先给预览。" },
      { say: "确认", as: CHEN, at: "private", hope: "群里出第一题，每题两分钟。" },
      { say: "A", as: SUN, at: "group", hope: "答一题试试；快慢不影响得分。" },
      { advance: "hour", hope: "三题依次公布，结束时一张卡片；孙丽私下收到自己的结果。" },
      { say: "来一题", as: ZHANG, at: "private", hope: "私下练一题，答完就看对错和解析，不计分。" },
      { say: "错题本", as: SUN, at: "private", hope: "答错过的再练一遍；群里答错的也在这里，只给本人看。" },
      { say: "每日一题 8:30", as: CHEN, at: "group", hope: "以后每天早上一题，20:00 公布；法定节假日不发。" },
      { advance: "tomorrow", hope: "先走到早上 8:00。" },
      { advance: "hour", hope: "路过 8:30，群里出了今天的一题。" },
      { say: "每日一题 关", as: CHEN, at: "group", hope: "一句话关掉；已经出的那一题照常公布。" },
    ],
  },
  {
    title: "导入题库",
    about: "别人给的题库文件发给助手就行：先看预览，有毛病的一处一处说清，确认了才收。",
    steps: [
      { file: "示范题库.csv", rows: QUESTIONS, as: CHEN, at: "private", hope: "读到几题、哪一行有毛病、哪些缺出处。题库还没有改。" },
      { say: "确认导入", as: CHEN, at: "private", hope: "收进来；没有出处的先作草稿，不拿来考人。" },
      { say: "题库统计", as: CHEN, at: "private", hope: "能用的多少题，各是哪部法规的。" },
      { say: "题库体检", as: CHEN, at: "private", hope: "该补出处、该核对的题。" },
      { say: "撤销", as: CHEN, at: "private", hope: "刚导入的整批收回；想留着就不点这一步。" },
    ],
  },
  {
    title: "定时推送",
    about: "说一句，以后到点在群里发。法定节假日不发，停了、没发的都写明缘由。",
    steps: [
      { say: "每周一9点发 本周理论学习安排：周三下午集中学习", as: CHEN, at: "private", hope: "排上一件，回话写明下一次是哪天。" },
      { say: "学习资料 《中国共产党章程》总纲，每天读一段", as: CHEN, at: "private", hope: "存一条学习资料。" },
      { say: "每天8点推送学习", as: CHEN, at: "private", hope: "到点从学习资料里取下一条。" },
      { say: "今日学习", as: ZHANG, at: "private", hope: "谁问都是今天的那一条。" },
      { advance: "tomorrow", hope: "走到明天 8:00，群里推送一条学习资料。" },
      { say: "推送列表", as: CHEN, at: "private", hope: "排着哪几件，编号、时间都在。" },
      { say: "暂停 P…", as: CHEN, at: "private", hope: "停下每天的那一件；发“恢复”再接着来。" },
      { say: "推送记录", as: CHEN, at: "private", hope: "说过什么，没说的为什么没说。" },
    ],
  },
  {
    title: "排行榜",
    about: "谁问就答谁：先是集体数字，再是积分在前的几位，至多列一半的人。不想列名随时可以不列。",
    steps: [
      { say: "打卡", as: SUN, at: "group", hope: "参加的不足四位时，榜上只写“已有同志参加”。" },
      { say: "打卡", as: LIU, at: "group", hope: "预备党员也一样。" },
      { say: "打卡", as: CHEN, at: "group", hope: "委员也一样。" },
      { say: "打卡", as: WU, at: "group", hope: "积极分子也一样。" },
      { say: "加分 @孙丽 @刘洋 3 支部活动", as: LI_HONGMEI, at: "group", hope: "组织委员给两位同志记支部活动的分。" },
      { say: "排行榜", as: ZHANG, at: "group", hope: "一张卡片和同样的文字；没有平均、没有靠后的名次。" },
      { say: "不参加排名", as: LIU, at: "private", hope: "从此任何榜上都没有刘洋。" },
      { say: "月榜", as: ZHANG, at: "group", hope: "也可以问月榜、季榜、年榜。" },
    ],
  },
  {
    title: "周一的周报",
    about: "每周一 9:00 公布上一周，有“榜单”和“汇总”两种样子，书记说了算。遇节假日顺延，只公布一次。",
    steps: [
      { say: "周报", as: WANG, at: "private", hope: "书记私下先看一眼要公布的样子。" },
      { advance: "monday", hope: "走到周一 9:00，群里公布：一张卡片、一段不过二百字的话。" },
      { say: "周报 汇总", as: WANG, at: "private", hope: "以后只列集体数字，不列姓名。" },
      { say: "打卡", as: ZHANG, at: "group", hope: "新的一周，几位同志学习。" },
      { say: "打卡", as: LI_SI, at: "group", hope: "第二位。" },
      { say: "打卡", as: WANG_WU, at: "group", hope: "第三位。" },
      { say: "打卡", as: SUN, at: "group", hope: "第四位。" },
      { advance: "monday", hope: "再走到下一个周一，公布的是“汇总”的样子。" },
      { say: "本周不发", as: WANG, at: "private", hope: "下一次的周报停一次，回话写明日期。" },
    ],
  },
  {
    title: "导出表格",
    about: "上级要表的时候，说一句就有。只在私下给，按花名册次序，不排名次。",
    steps: [
      { say: "打卡", as: ZHANG, at: "group", hope: "先登记一次，本月就有得导出了。" },
      { say: "导出 打卡", as: WANG, at: "private", hope: "本月的学习登记表，每日一列；点一下下载。" },
      { say: "导出 积分 本季度", as: WANG, at: "private", hope: "积分表，各条规则一列，末行合计。" },
      { say: "导出 积分", as: ZHANG, at: "private", hope: "没有职务的同志，只有自己的一行。" },
    ],
  },
  {
    title: "撤销与记录",
    about: "记错了都能撤回，只冲销、不删除；谁办了什么，操作日志里写得明白。",
    steps: [
      { say: "打卡 打错字了", as: SUN, at: "group", hope: "先登记一次。" },
      { say: "撤销", as: SUN, at: "group", hope: "刚才的登记撤回了；把那句话撤回也一样。" },
      { say: "演练 定类别 @刘洋 正式党员", as: LI_HONGMEI, at: "private", hope: "只说明会怎样，什么都不改动。" },
      { say: "党小组 @赵六 第二党小组", as: LI_HONGMEI, at: "group", hope: "组织委员办一件事。" },
      { say: "撤销", as: LI_HONGMEI, at: "group", hope: "委员办的事 24 小时之内也能撤回，结果私下说。" },
      { say: "操作日志 今天", as: WANG, at: "private", hope: "书记看今天谁改了什么。" },
      { say: "我的记录", as: SUN, at: "private", hope: "自己办的和说到自己的。" },
    ],
  },
  {
    title: "小结与时钟",
    about: "时钟只往前走，路上到点的事按先后办。每日学习小结在 20:00，只有一个数字。",
    steps: [
      { say: "打卡", as: SUN, at: "group", hope: "当天有人登记，晚上才有小结。" },
      { advance: "tomorrow", hope: "路过 20:00 时，群里多一条小结，只有一条。" },
      { say: "小结时间 19:30", as: CHEN, at: "group", hope: "宣传委员改钟点，以后每天 19:30。" },
      { say: "小结时间 19:30", as: ZHANG, at: "group", hope: "别人没有这个权限，群里不出声，私下说一句。" },
      { advance: "hour", hope: "只过一小时，没有到点的事就什么也不说。" },
      { advance: "monday", hope: "一路走到下周一早上，没有人登记的日子不发小结。" },
    ],
  },
  {
    title: "断线与补记",
    about: "助手掉线的时候大家照常说话；连上以后它把群聊读回来，照当时的时刻补记，不出声。",
    steps: [
      { cut: true, hope: "上方出现“助手已断开”。" },
      { say: "打卡 断线时学的", as: ZHAO_LIU, at: "group", hope: "助手听不到，没有表情。" },
      { cut: false, hope: "过一两秒连上，悄悄读回来。" },
      { say: "我的打卡", as: ZHAO_LIU, at: "private", hope: "断线时的那一次已经记上了。" },
    ],
  },
  {
    title: "故障",
    about: "QQ 客户端难免出毛病。说过的话只说一遍，记过的事只记一次。",
    steps: [
      { fault: "triple", on: true, hope: "此后每条消息都送来三遍。" },
      { say: "打卡", as: WU, at: "group", hope: "只登记一次，只贴一个表情。" },
      { fault: "triple", on: false, hope: "照常。" },
      { fault: "faceless", on: true, hope: "换一家不会贴表情的客户端。" },
      { say: "打卡", as: ZHAO_MING, at: "group", hope: "改用一句话说登记好了。" },
      { fault: "faceless", on: false, hope: "换回来，又贴表情了。" },
      { fault: "ghost", on: true, hope: "此后助手发出去的话都没有回音。" },
      { advance: "tomorrow", hope: "小结没有回音，助手到聊天记录里看过，不发第二遍。" },
      { fault: "ghost", on: false, hope: "照常。" },
      { fault: "mute", on: true, hope: "全员禁言。" },
      { say: "打卡人数", as: ZHOU, at: "group", hope: "群主说得了话，助手说不了。" },
      { fault: "mute", on: false, hope: "解除禁言。" },
    ],
  },
];
