"""体验环境：自己演 QQ 客户端一侧的 OneBot 实现，加一个给新人用的聊天页面；端到端测试和基准也用它。

world 是这个小小的 QQ 和它的规矩（状态在 state，东西和变化在 model，流水在 journal）；
onebot11、onebot12 是两种写法，client 去连机器人，forward 等机器人来连，faults 是故障开关；
聊天页面：people 是演员表，web 是画面，server 开门（只给 local 认的本机浏览器），page 是页面能要求的事，
showing 是给页面看的样子，transfer 收发文件，console 管断线、故障和 clock 那个能往前拨的钟。
"""
